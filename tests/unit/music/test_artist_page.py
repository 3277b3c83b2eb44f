"""Artists' pages: what is public, by shelf, for those whom the artist does not block."""

from typing import Any

import pytest

from music.api import (
    delete_pin,
    get_artist,
    list_appearances,
    list_artist_releases,
    list_artist_videos,
    put_pin,
    save_release,
)
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call
from tests.unit.music.fans import GONE, do, fact, introduce
from tests.unit.music.releases import (
    Streams,
    begin,
    publish,
    published,
    show,
    unpublish,
    with_tracks,
)
from tests.unit.music.tracks import about, deliver

pytestmark = pytest.mark.usefixtures("aws", "said")


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


@pytest.mark.parametrize("release_id", ["x", "rel_1", GONE, GONE.replace("trk", "rel")])
def test_what_is_no_release_is_not_kept(release_id: str) -> None:
    reply = do(save_release.handler, "PUT", f"/me/library/{release_id}")
    assert (reply.status, reply.problem()) == (404, "no-such-release")


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
