"""What fans like and keep: idempotent, counted exactly, theirs alone; and artists' pages."""

import json
from typing import Any

import boto3
import pytest

from music.api import (
    delete_pin,
    delete_track,
    get_artist,
    get_like,
    like,
    list_appearances,
    list_artist_releases,
    list_artist_videos,
    list_library,
    list_likes,
    put_pin,
    save_release,
    unlike,
    unsave_release,
)
from music.data import likes
from music.on import likes_changed
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Context, Person, Reply, call
from tests.unit.music.releases import (
    DONE,
    Streams,
    begin,
    publish,
    published,
    record,
    show,
    unpublish,
    with_tracks,
)
from tests.unit.music.tracks import about, deliver, draft, ready

pytestmark = pytest.mark.usefixtures("aws", "said")
GONE = "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG"


def introduce(person: Person, *roles: str, name: str = "Mara Quill") -> None:
    card = {
        "handle": name.replace(" ", "").lower(),
        "name": name,
        "bio": "Plays the tide.",
        "avatar": None,
        "links": [],
        "country": "PT",
        "roles": list(roles),
        "followers": 7,
        "revision": 1,
    }
    fact(person, "card", card)


def fact(person: Person, name: str, detail: dict[str, Any]) -> None:
    row = {"person_id": person.id, "fact": name, "detail": json.dumps(detail)}
    item = {key: {"S": value} for key, value in row.items()}
    boto3.client("dynamodb").put_item(TableName="people", Item=item)


def do(handler: Any, method: str, path: str, by: Person = FAN, **query: str) -> Reply:
    return call(handler, method, path, by=by, query=query)


def likes_it(item_id: str, by: Person = FAN) -> int:
    return do(like.handler, "PUT", f"/me/likes/{item_id}", by).status


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

    exported = likes.export_of(FAN.id)
    likes.erase(FAN.id)
    likes.erase(FAN.id)

    assert [one["id"] for one in exported["likes"]] == [track_id]
    assert [one["id"] for one in exported["saved"]] == [release_id]
    assert (rows(FAN), seen(track_id)) == (0, (False, 0))


def page(by: Person = FAN, artist: Person = ARTIST) -> Any:
    return do(get_artist.handler, "GET", f"/artists/{artist.id}", by).body


def test_a_page_shows_what_is_public_by_type_the_newest_first() -> None:
    introduce(ARTIST, "artist")
    streams = Streams()
    old, _ = published("a", release_date="2001-01-01")
    new, _ = published("b", release_date="2020-01-01")
    single, _ = published("c", type="single", release_date="2010-01-01")
    begin(title="A draft")
    streams.flow()

    seen = page()

    assert (seen["artist"]["name"], seen["artist"]["followers"]) == ("Mara Quill", 7)
    ids = {kind: [one["id"] for one in found] for kind, found in seen["releases"].items()}
    assert ids == {"album": [new, old], "ep": [], "single": [single], "compilation": []}
    assert seen["latest"]["id"] == new
    assert (seen["pinned"], seen["top_tracks"], seen["appears_on"]) == (None, [], [])

    def albums(query: dict[str, str]) -> Any:
        path = f"/artists/{ARTIST.id}/releases"
        wanted = {"type": "album", "limit": "1"} | query
        return call(list_artist_releases.handler, "GET", path, by=FAN, query=wanted).body

    first = albums({})
    rest = albums({"cursor": first["next"]})
    assert [one["id"] for one in first["items"] + rest["items"]] == [new, old]


def test_nobody_has_a_page_but_artists_whom_one_may_see() -> None:
    introduce(ARTIST, "artist")
    introduce(FAN, "fan", name="A Fan")
    fact(ARTIST, f"block#{FAN.id}", {})

    def status(artist_id: str, by: Person) -> str:
        return do(get_artist.handler, "GET", f"/artists/{artist_id}", by).problem()

    assert status(ARTIST.id, FAN) == "no-such-artist"
    assert status(FAN.id, ARTIST) == "no-such-artist"
    assert status("nobody", ARTIST) == "no-such-artist"
    assert status("x" * 300, ARTIST) == "no-such-artist"


def test_artists_appear_on_compilations_and_where_they_contribute() -> None:
    introduce(OTHER_ARTIST, "artist", name="Ole Strand")
    streams = Streams()
    _, [theirs] = published("Theirs", by=OTHER_ARTIST)
    streams.flow()
    compilation = begin(type="compilation")["id"]
    with_tracks(compilation, theirs)
    show(compilation)
    publish(compilation)
    streams.flow()

    def appears() -> list[str]:
        path = f"/artists/{OTHER_ARTIST.id}/appears-on"
        items = do(list_appearances.handler, "GET", path).body["items"]
        return [one["id"] for one in items]

    assert appears() == [one["id"] for one in page(artist=OTHER_ARTIST)["appears_on"]]
    assert appears() == [compilation]
    unpublish(compilation)
    streams.flow()
    assert appears() == []


def test_videos_stand_on_the_page_while_they_are_public() -> None:
    from music.api.create_track import handler as create_track
    from music.on.media_ready import handler as media_ready

    introduce(ARTIST, "artist")
    streams = Streams()
    file = {"size": 1000, "content_type": "video/mp4"}
    body = {"title": "Tide, the film", "kind": "video", "file": file}
    film = call(create_track, "POST", "/tracks", body=body).body
    deliver(media_ready, "media_ready", about(film, "media_ready"))
    release_id = begin(type="single")["id"]
    with_tracks(release_id, film["track"]["id"])
    show(release_id)
    publish(release_id)
    streams.flow()

    path = f"/artists/{ARTIST.id}/videos"
    listed = do(list_artist_videos.handler, "GET", path).body["items"]
    assert [one["id"] for one in listed] == [film["track"]["id"]]
    assert page()["videos"] == listed
    unpublish(release_id)
    streams.flow()
    assert page()["videos"] == []


def test_an_artist_pins_what_is_theirs_and_public() -> None:
    introduce(ARTIST, "artist")
    streams = Streams()
    release_id, [track_id, _] = published()
    other, _ = published("Theirs", by=OTHER_ARTIST)
    streams.flow()

    def pin(item_id: str, by: Person = ARTIST) -> Reply:
        return call(put_pin.handler, "PUT", "/me/pin", body={"item_id": item_id}, by=by)

    assert pin(other).problem() == "not-yours-to-pin"
    assert pin(GONE).problem() == "not-yours-to-pin"
    assert pin(release_id, FAN).status == 403
    assert pin(track_id).body["track"]["title"] == "Sea Change"
    assert pin(release_id).status == 200
    assert page()["pinned"]["release"]["id"] == release_id
    unpublish(release_id)
    assert page()["pinned"] is None
    assert do(delete_pin.handler, "DELETE", "/me/pin", ARTIST).status == 204
