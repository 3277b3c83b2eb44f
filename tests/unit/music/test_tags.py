"""Tags of a track's file fill what its artist left empty, and nothing else, in whatever order."""

from typing import Any

import pytest

from music.api import create_track, get_lyrics, get_track, put_lyrics, update_track
from music.domain import tags
from music.domain.details import Contributor, ContributorRole, Details, RightsLine
from music.domain.genres import genre_of
from music.domain.keys import key_of
from music.on import media_tagged
from tests.unit.aws import ARTIST, Said, call
from tests.unit.music.tracks import about, deliver, draft, ready, sample

ALL: dict[str, Any] = sample("media_tagged")["tags"]
NONE: dict[str, Any] = {name: [] if name == "genre" else None for name in ALL}
LATER = "upl_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
EARLIER = "upl_01A00000000000000000000000"


def tell(created: dict[str, Any], said: dict[str, Any], **more: str) -> None:
    detail = about(created, "media_tagged", tags=NONE | said, **more)
    failures = deliver(media_tagged.handler, "media_tagged", detail)
    assert failures == {"batchItemFailures": []}


def seen(created: dict[str, Any]) -> dict[str, Any]:
    path = f"/tracks/{created['track']['id']}"
    shown: dict[str, Any] = call(get_track.handler, "GET", path).body
    return shown


def say(created: dict[str, Any], **details: Any) -> None:
    path = f"/tracks/{created['track']['id']}"
    assert call(update_track.handler, "PATCH", path, body={"details": details}).status == 200


@pytest.mark.usefixtures("aws")
def test_everything_that_was_left_empty_is_filled_once() -> None:
    created = ready()
    for _ in range(2):
        tell(created, ALL)

    track = seen(created)
    assert track["title"] == "Sea Change"
    details = track["details"]
    assert details["genres"] == ["hip-hop"]
    assert (details["isrc"], details["language"]) == ("USRC17607839", "en")
    assert (details["tempo_bpm"], details["key"]) == (121.5, "F# minor")
    assert details["copyright_line"] == {"year": 2026, "holder": "A Label"}
    assert details["contributors"] == [
        {"name": "Somebody", "role": "main_artist", "person_id": None},
        {"name": "Somebody Else", "role": "composer", "person_id": None},
    ]
    assert set(details["prefilled"]) == {
        *("genres", "isrc", "language", "tempo_bpm", "key", "copyright_line", "contributors")
    }
    assert details["lyrics"] == "synced"
    path = f"/tracks/{created['track']['id']}"
    assert call(get_lyrics.handler, "GET", f"{path}/lyrics").body["plain"] == "First\nSecond"
    # One for the facts, one for the lyrics: what is told again is no news.
    assert call(get_track.handler, "GET", path).headers["ETag"] == ['"3"']


@pytest.mark.usefixtures("aws")
def test_what_the_artist_said_stays_also_that_there_is_none() -> None:
    created = ready()
    say(created, isrc=None, genres=["jazz"])
    path = f"/tracks/{created['track']['id']}/lyrics"
    call(put_lyrics.handler, "PUT", path, body={"plain": "Mine"})
    tell(created, ALL)

    details = seen(created)["details"]
    assert (details["isrc"], details["genres"], details["lyrics"]) == (None, ["jazz"], "plain")
    assert call(get_lyrics.handler, "GET", path).body["plain"] == "Mine"
    assert details["key"] == "F# minor"


@pytest.mark.usefixtures("aws")
def test_a_later_file_replaces_what_was_filled_and_an_earlier_one_nothing() -> None:
    created = ready()
    tell(created, {"isrc": "USRC17607839", "genre": ["Rock"]})
    say(created, genres=["jazz"])
    tell(created, {"isrc": "GBAYE6900001", "genre": ["Pop"]}, upload_id=LATER)
    tell(created, {"isrc": "USRC17600000", "key": "Am"}, upload_id=EARLIER)

    details = seen(created)["details"]
    assert (details["isrc"], details["genres"], details["key"]) == ("GBAYE6900001", ["jazz"], None)
    assert details["prefilled"] == ["isrc"]


@pytest.mark.usefixtures("aws")
def test_a_track_without_a_title_is_named_by_its_file() -> None:
    body = {"kind": "audio", "file": {"size": 1000, "content_type": "audio/wav"}}
    created = call(create_track.handler, "POST", "/tracks", body=body).body
    tell(created, {"title": "By its file"})
    assert seen(created)["title"] == "By its file"

    path = f"/tracks/{created['track']['id']}"
    call(update_track.handler, "PATCH", path, body={"title": "Mine"})
    tell(created, {"title": "By a later file"}, upload_id=LATER)
    assert seen(created)["title"] == "Mine"


@pytest.mark.usefixtures("aws")
def test_tags_of_a_deleted_track_let_its_media_go(said: Said) -> None:
    created = draft()
    created["track"]["id"] = "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG"
    tell(created, ALL)
    assert [(name, detail["owner_id"]) for name, detail in said] == [("media_released", ARTIST.id)]


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ({"genre": ["Silence", "Rock; Pop/Folk", "R&B"]}, ("rock", "pop", "folk", "r-and-b")),
        ({"genre": ["(17)"]}, None),
    ],
)
def test_genres_are_found_in_what_files_call_them(
    said: dict[str, Any], facts: tuple[str, ...] | None
) -> None:
    assert tags.facts(NONE | said).get("genres") == facts


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("2026 A Label", "copyright_line", (2026, "A Label")),
        ("\u2117 2026 A Label", "recording_line", (2026, "A Label")),
        ("(C) 1999, by Somebody", "copyright_line", (1999, "Somebody")),
        ("Copyright \u00a9 2001 X", "copyright_line", (2001, "X")),
    ],
)
def test_a_line_of_rights_has_a_year_and_a_holder(
    text: str, name: str, line: tuple[int, str]
) -> None:
    assert tags.facts(NONE | {"copyright": text}) == {name: RightsLine(*line)}


@pytest.mark.parametrize(
    "said",
    [
        {"copyright": "All rights reserved"},
        {"isrc": "nonsense"},
        {"language": "tlh-x"},
        {"bpm": 0.5},
        {"key": "o"},
        {"artist": "\x00\x01"},
    ],
)
def test_what_cannot_be_read_is_left_out(said: dict[str, Any]) -> None:
    assert tags.facts(NONE | said) == {}


def test_keys_are_read_as_djs_and_musicians_write_them() -> None:
    written = ["Am", "8A", "a minor", "A moll", "F#m", "Gb", "8B", "12b", "H", "13A", ""]
    assert [key_of(key) for key in written] == [
        *(["A minor"] * 4),
        *("F# minor", "Gb major", "C major", "E major", None, None, None),
    ]


def test_genres_have_other_names() -> None:
    names = ["Hip Hop", "hip-hop/rap", "D&B", "Drum'n'Bass", "Électronique", "Children's Music"]
    assert [genre_of(name) for name in names] == [
        *("hip-hop", "hip-hop", "drum-and-bass", "drum-and-bass", "electronic", "children")
    ]


def test_details_are_kept_and_found_again() -> None:
    details = Details(
        version="Live",
        contributors=(Contributor("A", ContributorRole.DJ, "person"),),
        genres=("jazz",),
        explicit=False,
        recording_line=RightsLine(2026, "B"),
        tempo_bpm=99.5,
        said=frozenset({"version", "explicit"}),
        untitled=True,
        lyrics="plain",
        tags_of=LATER,
    )
    assert Details.from_dict(details.as_dict()) == details
    assert Details.from_dict(None) == Details.from_dict({}) == Details()
    assert Details().as_dict() == {}
