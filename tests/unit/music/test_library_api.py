"""What fans like and keep: idempotent, counted exactly, and theirs alone."""

from typing import Any

import boto3
import pytest

from music.api import (
    delete_track,
    get_like,
    list_library,
    list_likes,
    save_release,
    unlike,
    unsave_release,
)
from music.data import likes
from music.on import likes_changed
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Context, Person
from tests.unit.music.fans import GONE, do, likes_it
from tests.unit.music.releases import Streams, published, unpublish
from tests.unit.music.tracks import draft, ready
from tests.unit.streams import DONE, record

pytestmark = pytest.mark.usefixtures("aws", "said")


def likes_it_not(item_id: str, by: Person = FAN) -> int:
    return do(unlike.handler, "DELETE", f"/me/likes/{item_id}", by).status


def seen(item_id: str, by: Person = FAN) -> tuple[bool, int]:
    body = do(get_like.handler, "GET", f"/me/likes/{item_id}", by).body
    return body["liked"], body["count"]


def liked(by: Person = FAN, **query: str) -> list[str]:
    items = do(list_likes.handler, "GET", "/me/likes", by, **query).body["items"]
    return [item["item_id"] for item in items]


def rows(person: Person) -> int:
    found = boto3.client("dynamodb").scan(TableName="library")["Items"]
    return sum(person.id in str(row) for row in found)


def test_likes_are_counted_exactly_however_often_they_are_said_and_told() -> None:
    streams = Streams()
    track_id = ready()["track"]["id"]
    assert [likes_it(track_id), likes_it(track_id)] == [204, 204]
    likes_it(track_id, ARTIST)
    streams.flow()
    both = seen(track_id)
    assert [likes_it_not(track_id), likes_it_not(track_id)] == [204, 204]
    streams.flow()

    assert (both, seen(track_id)) == ((True, 2), (False, 1))
    assert (rows(FAN), rows(ARTIST)) == (0, 1)


def test_a_like_that_is_taken_back_and_given_again_before_it_is_counted_is_one() -> None:
    streams = Streams()
    track_id = ready()["track"]["id"]
    likes_it(track_id)
    likes_it_not(track_id)
    likes_it(track_id)
    streams.flow()
    once = seen(track_id)
    likes_it_not(track_id)
    likes_it(track_id)
    streams.flow()

    assert once == seen(track_id) == (True, 1)


def test_old_news_of_a_like_counts_nothing() -> None:
    streams = Streams()
    track_id = ready()["track"]["id"]
    likes_it(track_id)
    [row] = boto3.client("dynamodb").scan(TableName="library")["Items"]
    likes_it_not(track_id)
    streams.flow()

    answer = likes_changed.handler({"Records": [record(None, dict(row))]}, Context())

    assert (answer, seen(track_id)) == (DONE, (False, 0))


def test_likes_are_listed_the_latest_first_by_sort_and_page() -> None:
    track_ids = [ready(str(n))["track"]["id"] for n in range(3)]
    release_id, _ = published()
    for id_ in (*track_ids, release_id):
        likes_it(id_)
    likes_it(track_ids[0], OTHER_ARTIST)

    first = do(list_likes.handler, "GET", "/me/likes", limit="2").body
    rest = liked(cursor=first["next"])

    assert [item["item_id"] for item in first["items"]] + rest == track_ids[::-1]
    assert liked(of="releases") == [release_id]
    stolen = do(list_likes.handler, "GET", "/me/likes", OTHER_ARTIST, cursor=first["next"])
    assert stolen.problem() == "bad-cursor"


def test_what_nobody_may_see_is_not_liked_and_what_went_shows_as_gone() -> None:
    hidden = draft()["track"]["id"]
    track_id = ready()["track"]["id"]
    likes_it(track_id)
    do(delete_track.handler, "DELETE", f"/tracks/{track_id}", ARTIST)

    [item] = do(list_likes.handler, "GET", "/me/likes").body["items"]

    assert [likes_it(hidden), likes_it(GONE), likes_it("pls_x"), likes_it("x" * 300)] == [404] * 4
    assert (item["gone"], item["track"]) == (True, None)
    assert (likes_it_not(track_id), liked()) == (204, [])


def test_releases_are_kept_and_show_as_gone_once_they_are_unpublished() -> None:
    streams = Streams()
    release_id, [track_id, _] = published()
    path = f"/me/library/{release_id}"

    def library() -> Any:
        return do(list_library.handler, "GET", "/me/library").body["items"]

    assert do(save_release.handler, "PUT", path).status == 204
    assert do(save_release.handler, "PUT", f"/me/library/{track_id}").status == 404
    kept = library()
    unpublish(release_id)
    gone = library()
    do(unsave_release.handler, "DELETE", path)
    streams.flow()

    assert [(one["gone"], one["release"]["title"]) for one in kept] == [(False, "Tidelines")]
    assert [(one["gone"], one["release"]) for one in gone] == [(True, None)]
    assert (library(), rows(FAN)) == ([], 0)


def test_what_a_person_keeps_is_exported_and_erased_from_the_counts_too() -> None:
    streams = Streams()
    track_id = ready()["track"]["id"]
    release_id, _ = published()
    likes_it(track_id)
    do(save_release.handler, "PUT", f"/me/library/{release_id}")
    streams.flow()

    exported = {name: list(kept) for name, kept in likes.export_of(FAN.id).items()}
    likes.erase(FAN.id)
    likes.erase(FAN.id)

    assert [one["id"] for one in exported["likes"]] == [track_id]
    assert [one["id"] for one in exported["saved"]] == [release_id]
    assert (rows(FAN), seen(track_id)) == (0, (False, 0))
