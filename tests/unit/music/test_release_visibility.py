"""Who sees a release and hears its tracks, from its draft to its take-down."""

from typing import Any

import boto3
import pytest

from music.api import (
    delete_release,
    delete_track,
    get_track,
    restore_release,
    restore_track,
    take_down_release,
    take_down_track,
)
from music.data import catalogue, releases
from tests.unit.aws import ARTIST, FAN, MODERATOR, OTHER_ARTIST, Person, Reply, call
from tests.unit.music.releases import (
    Streams,
    begin,
    complete,
    publish,
    published,
    read,
    unpublish,
    with_tracks,
)
from tests.unit.music.tracks import ready

pytestmark = pytest.mark.usefixtures("aws", "said")


def take_down(release_id: str, by: Person = MODERATOR, reason: str = "stolen") -> Reply:
    path = f"/releases/{release_id}/take-down"
    return call(take_down_release.handler, "PUT", path, body={"reason": reason}, by=by)


def test_a_draft_is_seen_by_its_artist_alone() -> None:
    release_id = begin()["id"]

    assert read(release_id).body["state"] == "draft"
    for other in (FAN, OTHER_ARTIST, MODERATOR):
        assert read(release_id, other).problem() == "no-such-release"


def test_what_is_published_everybody_sees_and_its_tracks_with_it() -> None:
    streams = Streams()
    release_id, track_ids = complete()
    streams.flow()
    path = f"/tracks/{track_ids[0]}"
    before = call(get_track.handler, "GET", path, by=FAN)

    assert publish(release_id).status == 200
    streams.flow()

    seen = read(release_id, FAN).body
    assert before.problem() == "no-such-track"
    assert call(get_track.handler, "GET", path, by=FAN).status == 200
    assert seen["state"] == "published"
    assert [line["playable"] for line in seen["tracks"]] == [True, True]
    assert seen["artwork"]["dominant_colour"] == "#c8402f"


def test_what_is_unpublished_is_heard_no_more_not_even_once_its_release_is_deleted() -> None:
    streams = Streams()
    release_id, track_ids = published()
    streams.flow()
    path = f"/tracks/{track_ids[0]}"

    assert unpublish(release_id).body["state"] == "unpublished"
    streams.flow()
    after = call(get_track.handler, "GET", path, by=FAN)
    call(delete_release.handler, "DELETE", f"/releases/{release_id}")
    streams.flow()

    assert read(release_id, FAN).status == 404
    assert after.status == 404
    assert call(get_track.handler, "GET", path, by=FAN).status == 404
    assert call(get_track.handler, "GET", path).body["releases"] == []


def test_a_track_that_leaves_a_draft_is_heard_by_its_id_again() -> None:
    streams = Streams()
    release_id, [one, other] = complete()
    streams.flow()

    with_tracks(release_id, other)
    streams.flow()

    assert call(get_track.handler, "GET", f"/tracks/{one}", by=FAN).status == 200
    assert call(get_track.handler, "GET", f"/tracks/{other}", by=FAN).status == 404


def test_a_take_down_hides_tells_the_artist_why_and_keeps_it_down() -> None:
    streams = Streams()
    release_id, track_ids = published()
    streams.flow()

    assert take_down(release_id, by=ARTIST).status == 403
    assert take_down(release_id).body["state"] == "taken_down"
    streams.flow()

    assert read(release_id, FAN).status == 404
    assert call(get_track.handler, "GET", f"/tracks/{track_ids[0]}", by=FAN).status == 404
    assert read(release_id).body["taken_down"]["reason"] == "stolen"
    assert publish(release_id).problem() == "taken-down"
    assert unpublish(release_id).problem() == "taken-down"

    path = f"/releases/{release_id}/take-down"
    lifted = call(restore_release.handler, "DELETE", path, by=MODERATOR)
    assert (lifted.body["state"], lifted.body["taken_down"]) == ("unpublished", None)
    assert publish(release_id).body["state"] == "published"


def test_what_a_moderator_took_down_is_not_deleted_until_that_is_lifted() -> None:
    release_id, [track_id] = published("Harbour")
    of_release, of_track = f"/releases/{release_id}", f"/tracks/{track_id}"
    take_down(release_id)
    call(
        take_down_track.handler, "PUT", of_track + "/take-down", body={"reason": "x"}, by=MODERATOR
    )

    for handler, path in ((delete_release.handler, of_release), (delete_track.handler, of_track)):
        refused = call(handler, "DELETE", path)
        assert (refused.status, refused.problem()) == (409, "taken-down")
        assert call(handler, "DELETE", path, by=OTHER_ARTIST).status == 404
    call(restore_release.handler, "DELETE", of_release + "/take-down", by=MODERATOR)
    call(restore_track.handler, "DELETE", of_track + "/take-down", by=MODERATOR)
    assert call(delete_release.handler, "DELETE", of_release).status == 204
    assert call(delete_track.handler, "DELETE", of_track).status == 204


@pytest.mark.parametrize("kind", ["release", "track"])
def test_a_take_down_in_the_midst_of_a_deletion_holds(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_id, [track_id] = published("Harbour")
    store, handler, path = {
        "release": (releases, delete_release.handler, f"/releases/{release_id}"),
        "track": (catalogue, delete_track.handler, f"/tracks/{track_id}"),
    }[kind]
    remove = store.remove

    def meanwhile(*asked: Any, **how: Any) -> None:
        monkeypatch.setattr(store, "remove", remove)
        if kind == "release":
            take_down(release_id)
        else:
            body = {"reason": "stolen"}
            call(take_down_track.handler, "PUT", path + "/take-down", body=body, by=MODERATOR)
        remove(*asked, **how)

    monkeypatch.setattr(store, "remove", meanwhile)
    assert call(handler, "DELETE", path).problem() == "taken-down"
    assert store.find(release_id if kind == "release" else track_id) is not None


def test_a_track_that_is_taken_down_is_its_artists_and_moderators_alone() -> None:
    track_id = ready()["track"]["id"]
    path = f"/tracks/{track_id}/take-down"

    down = call(take_down_track.handler, "PUT", path, body={"reason": "stolen"}, by=MODERATOR)

    def see(by: Person) -> Reply:
        return call(get_track.handler, "GET", f"/tracks/{track_id}", by=by)

    assert (down.status, see(FAN).status, see(MODERATOR).status) == (200, 404, 200)
    assert see(ARTIST).body["taken_down"]["reason"] == "stolen"
    assert call(restore_track.handler, "DELETE", path, by=MODERATOR).status == 200
    assert see(FAN).status == 200


def test_a_deleted_track_shows_as_gone_in_its_place() -> None:
    release_id, track_ids = published()
    call(delete_track.handler, "DELETE", f"/tracks/{track_ids[0]}")

    lines = read(release_id, FAN).body["tracks"]

    assert [(line["gone"], line["title"], line["number"]) for line in lines] == [
        (True, None, 1),
        (False, "Ebb", 2),
    ]


def test_somebody_who_is_blocked_sees_nothing_of_it() -> None:
    streams = Streams()
    release_id, [track_id, _] = published()
    streams.flow()
    boto3.client("dynamodb").put_item(
        TableName="people",
        Item={
            "person_id": {"S": ARTIST.id},
            "fact": {"S": f"block#{FAN.id}"},
            "detail": {"S": "{}"},
        },
    )

    assert read(release_id, FAN).problem() == "no-such-release"
    assert call(get_track.handler, "GET", f"/tracks/{track_id}", by=FAN).status == 404
    assert read(release_id, OTHER_ARTIST).status == 200
