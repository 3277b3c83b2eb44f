"""What follows from a release's changes: events, pictures, its tracks; told twice."""

import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from jsonschema import Draft202012Validator

from didit360 import events
from didit360.events import EventNotAcceptedError
from music.api import delete_release, delete_track, take_down_track, update_track
from music.data import catalogue
from music.data import releases as kept
from music.on import (
    image_failed,
    image_ready,
    release_changed,
)
from tests.unit.aws import MODERATOR, OTHER_ARTIST, Context, Said, call
from tests.unit.music.releases import (
    EVENTS,
    Streams,
    begin,
    complete,
    patch,
    picture,
    publish,
    published,
    read,
    said_of,
    show,
    unpublish,
    with_tracks,
)
from tests.unit.music.tracks import deliver, ready, sample
from tests.unit.streams import DONE, record

pytestmark = pytest.mark.usefixtures("aws")


@pytest.mark.parametrize(
    "name", ["release_published", "release_withdrawn", "track_published", "track_withdrawn"]
)
def test_samples_fit_their_schemas(name: str) -> None:
    schema = json.loads((EVENTS / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(sample(name))


def test_publishing_says_the_release_and_each_track_once(said: Said) -> None:
    streams = Streams()
    release_id, track_ids = published(genres=["indie-pop"])
    streams.flow()

    [release] = said_of(said, "release_published")
    tracks = [detail for name, detail in said if name == "track_published"]

    assert (release["release_id"], release["track_ids"]) == (release_id, track_ids)
    assert release["genres"] == ["indie-pop"]
    assert release["release_date"] == datetime.now(UTC).date().isoformat()
    assert {track["track_id"] for track in tracks} == set(track_ids)
    assert all(track["release_ids"] == [release_id] for track in tracks)
    assert all(track["artwork"]["image_id"] == release["artwork"]["image_id"] for track in tracks)
    for track in tracks:
        assert (
            len([one for one in tracks if one["track_id"] == track["track_id"]]) == 2
        )  # told twice


def test_drafts_and_what_nobody_may_see_say_nothing(said: Said) -> None:
    streams = Streams()
    release_id, _ = complete()
    patch(release_id, title="Still a draft")
    streams.flow()

    assert said == []


def test_withdrawing_says_why_and_withdraws_the_tracks(said: Said) -> None:
    streams = Streams()
    release_id, track_ids = published()
    streams.flow()
    unpublish(release_id)
    streams.flow()
    publish(release_id)
    streams.flow()
    call(delete_release.handler, "DELETE", f"/releases/{release_id}")
    streams.flow()

    withdrawn = said_of(said, "release_withdrawn")
    again = said_of(said, "release_published")

    assert [one["why"] for one in withdrawn] == ["unpublished", "deleted"]
    ordered = [again[0], withdrawn[0], again[1], withdrawn[1]]
    revisions = [one["revision"] for one in ordered]
    assert revisions == sorted(set(revisions))
    assert {one["track_id"] for one in said_of(said, "track_withdrawn")} <= set(track_ids)


def test_a_track_in_two_releases_stays_found_while_one_of_them_is_there(said: Said) -> None:
    streams = Streams()
    album, [track_id] = published("Sea Change")
    single = begin(type="single")["id"]
    with_tracks(single, track_id)
    show(single)
    publish(single)
    streams.flow()

    call(delete_release.handler, "DELETE", f"/releases/{single}")
    streams.flow()
    shown = kept.get(album).artwork
    assert catalogue.get(track_id).artwork == shown
    assert shown is not None
    assert shown["subject_id"] == album
    after_one = said_of(said, "track_withdrawn")
    unpublish(album)
    streams.flow()

    assert after_one == []
    assert catalogue.get(track_id).artwork is None
    assert [one["track_id"] for one in said_of(said, "track_withdrawn")] == [track_id]


def test_what_changes_of_a_published_track_is_said_and_progress_is_not(said: Said) -> None:
    streams = Streams()
    _, [track_id] = published("Sea Change")
    streams.flow()
    said.clear()
    call(update_track.handler, "PATCH", f"/tracks/{track_id}", body={"title": "Ebb"})
    streams.flow()

    [changed] = said_of(said, "track_published")
    assert changed["title"] == "Ebb"


def test_a_track_that_goes_or_is_taken_down_is_withdrawn(said: Said) -> None:
    streams = Streams()
    _, [deleted, down] = published()
    streams.flow()
    call(delete_track.handler, "DELETE", f"/tracks/{deleted}")
    path = f"/tracks/{down}/take-down"
    call(take_down_track.handler, "PUT", path, body={"reason": "stolen"}, by=MODERATOR)
    streams.flow()

    names = {detail["track_id"] for name, detail in said if name == "track_withdrawn"}
    assert names == {deleted, down}


def test_what_fails_half_way_is_done_whole_the_next_time(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_id, track_ids = complete()
    row = {"id": {"S": release_id}, "part": {"S": "release"}}
    dynamodb = boto3.client("dynamodb")
    before = dynamodb.get_item(TableName="releases", Key=row)["Item"]
    publish(release_id)
    after = dynamodb.get_item(TableName="releases", Key=row)["Item"]
    change = {"Records": [record(dict(before), dict(after))]}

    def down(*_: Any) -> None:
        raise EventNotAcceptedError("release_published")

    with monkeypatch.context() as broken:
        broken.setattr(events, "publish", down)
        failed = release_changed.handler(change, Context())
    assert release_changed.handler(change, Context()) == DONE

    assert failed["batchItemFailures"] == [{"itemIdentifier": "1"}]
    assert len(said_of(said, "release_published")) == 1
    assert all(catalogue.get(id_).published_in == {release_id} for id_ in track_ids)


def test_the_latest_picture_is_shown_and_others_are_let_go(said: Said) -> None:
    streams = Streams()
    release_id = begin()["id"]
    first, second, third = (picture(release_id, upload=f"5A1P9R7S4T6V8W0XYZ{n}A") for n in range(3))
    for one in (second, first, third):
        assert deliver(image_ready.handler, "image_ready", one) == DONE
        streams.flow()
    foreign = picture(release_id, upload="5A1P9R7S4T6V8W0XYZ9A", by=OTHER_ARTIST)
    deliver(image_ready.handler, "image_ready", foreign)

    released = {detail["image_id"] for name, detail in said if name == "image_released"}
    assert read(release_id).body["artwork"]["id"] == third["image_id"]
    assert released == {one["image_id"] for one in (first, second, foreign)}
    call(delete_release.handler, "DELETE", f"/releases/{release_id}")
    streams.flow()
    assert ("image_released", third["image_id"]) in [
        (name, detail["image_id"]) for name, detail in said
    ]


def test_a_refused_picture_tells_why_until_a_later_one_is_there() -> None:
    release_id = begin()["id"]
    refused = sample("image_failed") | {
        "subject_id": release_id,
        "upload_id": "upl_01K9QZ5A1P9R7S4T6V8W0XYZ1A",
    }
    assert deliver(image_failed.handler, "image_failed", refused) == DONE
    why = read(release_id).body["refused_artwork"]
    deliver(image_ready.handler, "image_ready", picture(release_id, upload="5A1P9R7S4T6V8W0XYZ2A"))
    deliver(image_failed.handler, "image_failed", refused)

    assert (why["code"], read(release_id).body["refused_artwork"]) == ("too_small", None)


def test_a_cover_inside_a_file_serves_where_no_artwork_was_sent() -> None:
    release_id = begin()["id"]
    files = sample("media_ready")["files"] | {"artwork": "artwork.jpg"}
    with_tracks(release_id, ready(files=files)["track"]["id"])

    assert publish(release_id).status == 200
