"""What music holds of a person: written down when they ask, and gone when they go."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from music.api import get_track, update_track
from music.on import erasure_requested, export_requested
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Said, call
from tests.unit.music.fans import introduce, likes_it
from tests.unit.music.releases import DONE, Streams, begin, published, read
from tests.unit.music.tracks import deliver, ready, sample

AREAS = ("library", "playlists", "plays")


@pytest.fixture(autouse=True)
def _stores(aws: None, database: Callable[[str], None]) -> None:  # noqa: ARG001
    database("music")


def ask(name: str, handler: Any) -> dict[str, Any]:
    detail = sample(name) | {"person_id": ARTIST.id}
    assert deliver(handler, name, detail) == DONE
    return detail


def rows_that_name(text: str) -> list[str]:
    dynamodb = boto3.client("dynamodb")
    tables = ("catalogue", "releases", "library", "listening")
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
