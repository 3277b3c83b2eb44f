"""What an artist says of a track beyond its title: taken, checked, shown; lyrics in and out."""

from typing import Any

import pytest

from music.api import (
    create_track,
    delete_track,
    get_lyrics,
    get_lyrics_vtt,
    get_track,
    put_lyrics,
    update_track,
)
from music.data import library, lyrics
from music.on.track_removed import track_removed
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call
from tests.unit.music.fans import fact, introduce
from tests.unit.music.tracks import draft, ready, sample

pytestmark = pytest.mark.usefixtures("aws")

ALL = {
    "version": "Live in Lagos",
    "contributors": [
        {"name": "Nneka", "role": "featured_artist", "person_id": OTHER_ARTIST.id},
        {"name": "Somebody Else", "role": "producer", "person_id": None},
    ],
    "genres": ["afrobeats", "neo-soul"],
    "moods": ["warm"],
    "explicit": True,
    "language": "pt",
    "isrc": "USRC17607839",
    "copyright_line": {"year": 2025, "holder": "Somebody Else"},
    "recording_line": {"year": 2026, "holder": "A Label"},
    "tempo_bpm": 121.5,
    "key": "F# minor",
}


@pytest.fixture(autouse=True)
def _there(aws: None) -> None:  # noqa: ARG001
    introduce(OTHER_ARTIST, "artist", name="Nneka")


def change(track_id: str, details: dict[str, Any], by: Person = ARTIST, **headers: str) -> Reply:
    path = f"/tracks/{track_id}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"details": details}
    return call(update_track.handler, "PATCH", path, by=by, body=body, headers=named)


def seen(track_id: str, by: Person = ARTIST) -> dict[str, Any]:
    shown: dict[str, Any] = call(get_track.handler, "GET", f"/tracks/{track_id}", by=by).body
    return shown


def test_nobody_is_credited_who_is_not_here_or_does_not_want_to_be() -> None:
    track_id = ready()["track"]["id"]

    def crediting(person_id: str) -> Reply:
        return change(
            track_id, {"contributors": [{"name": "A", "role": "dj", "person_id": person_id}]}
        )

    for stranger in ("nobody", FAN.id):
        reply = crediting(stranger)
        assert (reply.status, reply.problem()) == (422, "no-such-person")
        assert reply.body["people"] == [stranger]
    assert crediting(OTHER_ARTIST.id).status == 200
    assert crediting(ARTIST.id).status == 200
    fact(OTHER_ARTIST, f"block#{ARTIST.id}", {})
    assert crediting(OTHER_ARTIST.id).problem() == "no-such-person"


def test_a_credit_of_somebody_who_blocks_the_reader_is_a_name_and_leads_nowhere() -> None:
    track_id = ready()["track"]["id"]
    change(track_id, ALL)
    fact(OTHER_ARTIST, f"block#{FAN.id}", {})

    def credited(by: Person) -> list[tuple[str, str | None]]:
        shown = seen(track_id, by)["details"]["contributors"]
        return [(one["name"], one["person_id"]) for one in shown]

    assert credited(FAN) == [("Nneka", None), ("Somebody Else", None)]
    assert credited(ARTIST) == [("Nneka", OTHER_ARTIST.id), ("Somebody Else", None)]


def test_everything_that_is_said_is_shown_to_listeners() -> None:
    track_id = ready()["track"]["id"]

    changed = change(track_id, ALL)

    assert (changed.status, changed.headers["ETag"]) == (200, ['"2"'])
    shown = seen(track_id, FAN)
    assert shown["details"] == {**ALL, "lyrics": None, "prefilled": []}
    assert shown["title"] == "Sea Change"


def test_what_is_not_said_stays_and_null_takes_away() -> None:
    track_id = ready()["track"]["id"]
    change(track_id, ALL)

    details = change(track_id, {"isrc": None, "moods": []}).body["details"]

    assert (details["isrc"], details["moods"], details["version"]) == (None, [], "Live in Lagos")


def test_a_track_may_begin_with_all_of_it() -> None:
    file = {"size": 1000, "content_type": "audio/wav"}
    body = {"kind": "audio", "file": file, "details": {"isrc": "us-rc1-76-07839"}}

    track = call(create_track.handler, "POST", "/tracks", body=body).body["track"]

    assert (track["title"], track["details"]["isrc"]) == ("Untitled", "USRC17607839")


@pytest.mark.parametrize(
    "wrong",
    [
        {"isrc": "US-RC1-76-0783"},
        {"genres": ["no such thing"]},
        {"genres": ["rock", "pop", "jazz", "blues", "folk", "metal"]},
        {"moods": ["hip-hop"]},
        {"language": "xx"},
        {"key": "H major"},
        {"tempo_bpm": 5},
        {"tempo_bpm": "fast"},
        {"tempo_bpm": "120"},
        {"tempo_bpm": True},
        {"explicit": 1},
        {"explicit": "yes"},
        {"genres": None},
        {"copyright_line": {"year": "2026", "holder": "A"}},
        {"contributors": [{"name": "A", "role": "king"}]},
        {"contributors": [{"name": " ", "role": "dj"}]},
        {"contributors": [{"name": "A", "role": "dj"}] * 51},
        {"copyright_line": {"year": 99, "holder": "A"}},
        {"recording_line": {"year": 2026, "holder": "A\nB"}},
        {"version": ""},
        {"said": ["isrc"]},
        {"prefilled": ["isrc"]},
        {"lyrics": "synced"},
    ],
)
def test_what_is_none_is_refused(wrong: dict[str, Any]) -> None:
    track_id = ready()["track"]["id"]
    assert change(track_id, wrong).problem() == "invalid"
    assert seen(track_id)["details"]["prefilled"] == []


def test_names_of_languages_and_codes_are_made_one() -> None:
    track_id = ready()["track"]["id"]
    said = {"language": "ger", "isrc": " isrc us-rc1-76-07839", "genres": ["rock", "rock"]}
    details = change(track_id, said).body["details"]
    assert (details["language"], details["isrc"]) == ("de", "USRC17607839")
    assert details["genres"] == ["rock"]


def test_only_the_artist_and_only_the_revision_that_was_read() -> None:
    track_id = ready()["track"]["id"]
    assert change(track_id, ALL, OTHER_ARTIST).status == 404
    assert change(track_id, {"version": "A"}, if_match='"1"').status == 200
    assert change(track_id, {"version": "B"}, if_match='"1"').problem() == "changed-meanwhile"


def test_saying_what_is_known_makes_no_new_revision() -> None:
    track_id = ready()["track"]["id"]
    first = change(track_id, {"genres": ["folk"]}).headers["ETag"]
    assert change(track_id, {"genres": ["folk"]}).headers["ETag"] == first
    assert change(track_id, {}).headers["ETag"] == first
    assert change(track_id, {"genres": ["pop"]}).headers["ETag"] != first


LRC = "[offset:0]\n[00:01.00]First\n[00:02.50]<00:02.50>Word <00:03.00>by\n"


def say(track_id: str, body: dict[str, Any], by: Person = ARTIST, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    path = f"/tracks/{track_id}/lyrics"
    return call(put_lyrics.handler, "PUT", path, by=by, body=body, headers=named)


def sung(track_id: str, by: Person = FAN) -> Reply:
    return call(get_lyrics.handler, "GET", f"/tracks/{track_id}/lyrics", by=by)


def captions(track_id: str, by: Person = FAN) -> Reply:
    return call(get_lyrics_vtt.handler, "GET", f"/tracks/{track_id}/lyrics.vtt", by=by)


def test_lyrics_in_time_are_shown_line_by_line_and_as_captions() -> None:
    track_id = ready()["track"]["id"]

    assert say(track_id, {"lrc": LRC}).body["details"]["lyrics"] == "synced"

    shown = sung(track_id).body
    assert shown["plain"] == "First\nWord by"
    assert shown["lines"] == [
        {"start_ms": 1000, "end_ms": 2500, "text": "First", "words": []},
        {
            "start_ms": 2500,
            "end_ms": 7500,
            "text": "Word by",
            "words": [{"start_ms": 2500, "text": "Word "}, {"start_ms": 3000, "text": "by"}],
        },
    ]
    vtt = captions(track_id)
    assert vtt.headers["Content-Type"] == ["text/vtt; charset=utf-8"]
    assert vtt.text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nFirst\n")


def test_plain_lyrics_have_no_captions() -> None:
    track_id = ready()["track"]["id"]
    assert say(track_id, {"plain": "One\r\nTwo"}).body["details"]["lyrics"] == "plain"
    assert sung(track_id).body == {"language": None, "plain": "One\nTwo", "lines": []}
    assert captions(track_id).problem() == "no-synced-lyrics"


def test_lyrics_can_be_taken_away() -> None:
    track_id = ready()["track"]["id"]
    assert sung(track_id).problem() == "no-lyrics"
    say(track_id, {"lrc": LRC})
    assert say(track_id, {}).body["details"]["lyrics"] is None
    assert sung(track_id).problem() == "no-lyrics"
    assert lyrics.get(track_id) is None


def test_bad_lrc_is_refused_with_its_line() -> None:
    track_id = ready()["track"]["id"]
    say(track_id, {"lrc": LRC})

    answer = say(track_id, {"lrc": "[00:01.00]One\n[00:77.00]Two"})

    assert (answer.status, answer.problem(), answer.body["line"]) == (422, "bad-lyrics", 2)
    assert sung(track_id).body["lines"][0]["text"] == "First"


@pytest.mark.parametrize("field", ["plain", "lrc"])
@pytest.mark.parametrize("hidden", ["\0", "\x1b", "\u202e"])
def test_lyrics_with_what_deceives_are_refused(field: str, hidden: str) -> None:
    track_id = ready()["track"]["id"]
    assert say(track_id, {field: f"[00:01.00]Over{hidden} the hills\r\n"}).status == 422
    assert say(track_id, {field: "[00:01.00]Over the hills\r\n"}).status == 200


def test_lyrics_are_the_artists_to_say_and_everybodys_to_read() -> None:
    track_id, hidden = ready()["track"]["id"], draft()["track"]["id"]
    assert say(track_id, {"plain": "x"}, OTHER_ARTIST).status == 404
    assert say(track_id, {"plain": "x"}, FAN).status == 403
    assert say(track_id, {"plain": "x"}, if_match='"7"').status == 412
    say(hidden, {"plain": "secret"})
    assert sung(hidden).status == 404
    assert sung(hidden, ARTIST).body["plain"] == "secret"


def test_lyrics_go_with_their_track(said: Any) -> None:
    assert said == []
    track = ready()["track"]
    say(track["id"], {"plain": "x"})
    call(delete_track.handler, "DELETE", f"/tracks/{track['id']}")
    media_id = track["id"].replace("trk_", "med_")
    track_removed({"id": track["id"], "media_id": media_id, "artist_id": ARTIST.id})
    assert lyrics.get(track["id"]) is None


def test_the_cover_in_a_file_is_what_is_shown_with_it() -> None:
    cover = sample("media_ready")["files"]["image"]
    track_id = ready()["track"]["id"]

    shown = seen(track_id, FAN)["artwork"]

    assert shown["id"] == cover["image_id"]
    assert [size["webp"] for size in shown["sizes"]] == [
        f"/{cover['path']}{name}" for name in ("96.webp", "300.webp", "640.webp")
    ]
    assert (shown["dominant_colour"], shown["blurhash"]) == ("#c8402f", cover["blurhash"])


def test_lyrics_are_in_what_their_artist_takes_along() -> None:
    track_id = ready()["track"]["id"]
    say(track_id, {"lrc": LRC})
    (track,) = library.export_of(ARTIST.id)["tracks"]
    assert track["lyrics"]["plain"] == "First\nWord by"
    assert track["lyrics"]["lines"][0]["at_ms"] == 1000
