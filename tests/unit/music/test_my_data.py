"""What music holds of a person: written down when they ask, and gone when they go."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from didit360.clock import now, rfc3339
from music.api import get_track, take_down_release, take_down_track, update_track
from music.data import catalogue, charts, deciders, releases, tops
from music.on import erasure_requested, export_requested
from tests.unit.aws import ARTIST, FAN, MODERATOR, OTHER_ARTIST, Person, Said, call
from tests.unit.music.fans import introduce, likes_it
from tests.unit.music.releases import Streams, begin, published, read
from tests.unit.music.tracks import deliver, ready, sample
from tests.unit.streams import DONE

AREAS = ("library", "playlists", "plays")


@pytest.fixture(autouse=True)
def _stores(aws: None, database: Callable[[str], None]) -> None:  # noqa: ARG001
    database("music")


def ask(name: str, handler: Any, person: Person = ARTIST) -> dict[str, Any]:
    detail = sample(name) | {"person_id": person.id}
    assert deliver(handler, name, detail) == DONE
    return detail


def rows_that_name(text: str) -> list[str]:
    dynamodb = boto3.client("dynamodb")
    tables = ("catalogue", "releases", "library", "listening", "charts")
    return [
        f"{table}: {row}"
        for table in tables
        for row in dynamodb.scan(TableName=table)["Items"]
        if text in str(row)
    ]


def test_an_export_has_a_file_for_each_area_and_is_said_once_they_are_there(said: Said) -> None:
    track_id = ready()["track"]["id"]
    release_id = begin()["id"]
    likes_it(track_id, ARTIST)

    detail = ask("export_requested", export_requested.handler)

    s3 = boto3.client("s3")
    found = {}
    for area in AREAS:
        key = f"{detail['prefix']}music/{area}.json"
        found[area] = json.loads(s3.get_object(Bucket="exports", Key=key)["Body"].read())
    assert [one["id"] for one in found["library"]["tracks"]] == [track_id]
    assert [one["id"] for one in found["library"]["releases"]] == [release_id]
    assert [one["id"] for one in found["library"]["likes"]] == [track_id]
    [(name, part)] = said
    assert (name, part["product"], part["export_id"]) == (
        "export_part_ready",
        "music",
        detail["export_id"],
    )


def decided() -> tuple[str, str]:
    """A moderator takes down a release and its track."""
    release_id, [track_id] = published("Harbour")
    body = {"reason": "It is somebody else's."}
    for handler, path in (
        (take_down_release.handler, f"/releases/{release_id}"),
        (take_down_track.handler, f"/tracks/{track_id}"),
    ):
        assert call(handler, "PUT", path + "/take-down", body=body, by=MODERATOR).status == 200
    return release_id, track_id


def test_an_artist_s_export_says_why_something_was_taken_down_and_not_by_whom() -> None:
    decided()
    detail = ask("export_requested", export_requested.handler)
    key = f"{detail['prefix']}music/library.json"
    text = boto3.client("s3").get_object(Bucket="exports", Key=key)["Body"].read().decode()
    held = json.loads(text)
    for one in (*held["tracks"], *held["releases"]):
        assert one["taken_down"].keys() == {"reason", "at"}
    assert MODERATOR.id not in text
    assert deciders.pseudonym_of(MODERATOR.id) not in text


def test_an_erased_moderator_s_decisions_stay_and_are_nobody_s() -> None:
    release_id, track_id = decided()
    by = deciders.pseudonym_of(MODERATOR.id)
    assert deciders.people([by]) == {by: MODERATOR.id}
    assert rows_that_name(MODERATOR.id) != []

    for _ in range(2):
        ask("erasure_requested", erasure_requested.handler, MODERATOR)

    assert rows_that_name(MODERATOR.id) == []
    assert deciders.people([by]) == {}
    taken = [releases.get(release_id).taken_down, catalogue.get(track_id).taken_down]
    assert [(one.reason, one.by) for one in taken if one] == [("It is somebody else's.", by)] * 2


def test_how_often_an_erased_artist_was_heard_is_forgotten() -> None:
    _, [track_id] = published("Harbour")
    at = rfc3339(now())
    play = {"play_id": "pla_1", "track_id": track_id, "genres": [], "played_at": at}
    for number, artist in enumerate((ARTIST, OTHER_ARTIST)):
        charts.count(play | {"play_id": f"pla_{number}", "artist_id": artist.id})
    assert tops.top_tracks(ARTIST.id, 5) == [(track_id, 1)]

    for _ in range(2):
        ask("erasure_requested", erasure_requested.handler)

    assert tops.top_tracks(ARTIST.id, 5) == []
    assert rows_that_name(ARTIST.id) == []
    assert tops.top_tracks(OTHER_ARTIST.id, 5) == [(track_id, 1)]


def test_an_erased_artist_leaves_nothing_but_a_name_that_others_gave(said: Said) -> None:
    streams = Streams()
    published()
    draft_id = begin()["id"]
    _, [theirs] = published("Theirs", by=OTHER_ARTIST)
    streams.flow()
    introduce(ARTIST, "artist")
    named = [{"name": "Mara Quill", "role": "producer", "person_id": ARTIST.id}]
    body = {"details": {"contributors": named}}
    path = f"/tracks/{theirs}"
    assert call(update_track.handler, "PATCH", path, body=body, by=OTHER_ARTIST).status == 200
    likes_it(theirs, ARTIST)
    streams.flow()
    said.clear()

    detail = ask("erasure_requested", erasure_requested.handler)
    streams.flow()
    ask("erasure_requested", erasure_requested.handler)

    assert rows_that_name(ARTIST.id) == []
    assert read(draft_id).status == 404
    kept = call(get_track.handler, "GET", path, by=FAN).body
    assert [(one["name"], one["person_id"]) for one in kept["details"]["contributors"]] == [
        ("Mara Quill", None)
    ]
    done = [one for name, one in said if name == "erasure_part_done"]
    assert [(one["product"], one["erasure_id"]) for one in done] == [
        ("music", detail["erasure_id"])
    ] * 2
    withdrawn = [one["why"] for name, one in said if name == "release_withdrawn"]
    assert set(withdrawn) == {"deleted"}
