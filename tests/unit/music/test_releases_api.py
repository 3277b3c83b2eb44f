"""Releases as their artists make them: facts, tracks, what is missing, what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from music.api import (
    create_release,
    create_release_artwork,
    delete_release,
    delete_track,
    list_releases,
    set_release_tracks,
    take_down_track,
)
from music.data import releases as kept
from music.domain.release import MAX_DRAFTS
from tests.unit.aws import ARTIST, FAN, MODERATOR, OTHER_ARTIST, Reply, Said, call
from tests.unit.music.releases import (
    ALBUM,
    Streams,
    begin,
    complete,
    patch,
    publish,
    published,
    read,
    with_tracks,
)
from tests.unit.music.tracks import draft, ready

pytestmark = pytest.mark.usefixtures("aws", "said")


def test_only_artists_make_releases_and_change_their_own() -> None:
    release_id = begin()["id"]

    made = call(create_release.handler, "POST", "/releases", body=ALBUM, by=FAN)
    assert made.status == 403
    assert patch(release_id, by=OTHER_ARTIST, title="Mine").status == 404
    assert publish(release_id, by=OTHER_ARTIST).status == 404
    assert with_tracks(release_id, by=FAN).status == 403


def test_facts_are_kept_as_said_and_codes_without_their_hyphens() -> None:
    facts: dict[str, Any] = {
        "version": "Deluxe",
        "release_date": "2026-11-20",
        "time_zone": "Asia/Tokyo",
        "genres": ["indie-pop"],
        "upc": "0 36000-29145 2",
        "label": "Quay",
        "copyright_line": {"year": 2026, "holder": "Quay"},
        "recording_line": {"year": 2026, "holder": "Quay"},
    }
    release_id = begin(**facts)["id"]

    seen = read(release_id).body

    assert {name: seen[name] for name in facts} == facts | {"upc": "036000291452"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"upc": "036000291453"},
        {"time_zone": "Europe/Atlantis"},
        {"time_zone": "../../etc/passwd"},
        {"release_date": "2026-02-30"},
        {"genres": ["hm#*"]},
        {"type": "mixtape"},
        {"title": " "},
        {"state": "published"},
        {"release_date": 5},
        {"release_date": "5"},
        {"release_date": "2026-11-22T00:00:00Z"},
        {"copyright_line": {"year": "2026", "holder": "Quay"}},
    ],
)
def test_facts_that_are_none_are_refused(wrong: dict[str, Any]) -> None:
    made = call(create_release.handler, "POST", "/releases", body=ALBUM | wrong)

    assert made.problem() == "invalid"


def test_null_takes_away_what_need_not_be_there_and_an_old_etag_changes_nothing() -> None:
    release_id = begin(label="Quay")["id"]
    [etag] = read(release_id).headers["ETag"]

    first = patch(release_id, etag, label=None, title="Ebb")
    lost = patch(release_id, etag, title="Flow")

    assert (first.body["label"], first.body["title"]) == (None, "Ebb")
    assert lost.problem() == "changed-meanwhile"
    assert read(release_id).body["title"] == "Ebb"


@pytest.mark.parametrize("name", ["type", "title", "time_zone", "genres"])
def test_null_is_refused_of_what_must_be_there(name: str) -> None:
    release_id = begin(genres=["folk"])["id"]
    nothing: dict[str, Any] = {name: None}
    reply = patch(release_id, **nothing)

    assert (reply.status, reply.problem()) == (422, "invalid")
    assert [error["at"] for error in reply.body["errors"]] == [f"body/{name}"]
    assert read(release_id).body["genres"] == ["folk"]


def test_tracks_stand_in_order_numbered_on_their_discs() -> None:
    track_ids = [ready(str(n))["track"]["id"] for n in range(3)]
    release_id = begin()["id"]

    reply = with_tracks(release_id, *track_ids)

    lines = [(line["track_id"], line["disc"], line["number"]) for line in reply.body["tracks"]]
    assert lines == [(id_, 1, n + 1) for n, id_ in enumerate(track_ids)]


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ([("own", 1), ("own", 1)], "track-twice"),
        ([("own", 2), ("another", 1)], "discs-out-of-order"),
        ([("theirs", 1)], "no-such-tracks"),
        ([("trk_01K9QZ4T7M5V3N8X2B6C1D0EFG", 1)], "no-such-tracks"),
    ],
)
def test_lists_of_tracks_that_make_no_sense_are_refused(
    places: list[tuple[str, int]], code: str
) -> None:
    known = {
        "own": ready()["track"]["id"],
        "another": ready()["track"]["id"],
        "theirs": ready(by=OTHER_ARTIST)["track"]["id"],
    }
    release_id = begin()["id"]
    body = {"tracks": [{"track_id": known.get(id_, id_), "disc": disc} for id_, disc in places]}
    path = f"/releases/{release_id}/tracks"
    assert call(set_release_tracks.handler, "PUT", path, body=body).problem() == code


def test_only_a_compilation_takes_others_tracks_and_only_published_ones() -> None:
    streams = Streams()
    _, [theirs] = published("Theirs", by=OTHER_ARTIST)
    streams.flow()
    album, compilation = begin()["id"], begin(type="compilation")["id"]

    assert with_tracks(album, theirs).problem() == "others-tracks"
    assert with_tracks(compilation, theirs).status == 200
    assert patch(compilation, type="album").problem() == "others-tracks"


def test_what_is_missing_is_told_to_programs() -> None:
    release_id = begin()["id"]
    not_ready, taken, gone = draft()["track"]["id"], ready()["track"]["id"], ready()["track"]["id"]
    nothing = publish(release_id)
    with_tracks(release_id, not_ready, taken, gone)
    call(
        take_down_track.handler,
        "PUT",
        f"/tracks/{taken}/take-down",
        body={"reason": "stolen"},
        by=MODERATOR,
    )
    call(delete_track.handler, "DELETE", f"/tracks/{gone}")

    refused = publish(release_id)

    assert nothing.problem() == refused.problem() == "not-publishable"
    missing = [(one["code"], one["track_id"]) for one in refused.body["missing"]]
    assert missing == [
        ("track-not-ready", not_ready),
        ("track-taken-down", taken),
        ("track-gone", gone),
    ]
    assert [one["code"] for one in nothing.body["missing"]] == ["no-tracks", "no-artwork"]
    assert read(release_id).body["state"] == "draft"


def test_a_published_release_takes_only_what_can_be_heard() -> None:
    release_id, track_ids = published()

    refused = with_tracks(release_id, *track_ids, draft()["track"]["id"])

    assert refused.problem() == "not-publishable"
    assert with_tracks(release_id).problem() == "no-tracks"
    assert len(read(release_id).body["tracks"]) == 2


def test_what_is_published_has_no_date_to_come() -> None:
    release_id, _ = complete(release_date="2099-01-01")
    published_today = publish(release_id).body["release_date"]

    assert published_today < "2099-01-01"
    assert patch(release_id, release_date="2099-01-01").problem() == "date-to-come"
    assert patch(release_id, release_date="1999-01-01").body["release_date"] == "1999-01-01"


def test_my_releases_are_listed_newest_first() -> None:
    made = [begin()["id"] for _ in range(3)]
    begin(OTHER_ARTIST)

    def page(**query: str) -> Any:
        return call(list_releases.handler, "GET", "/releases", query=query).body

    first = page(limit="2")
    rest = page(limit="2", cursor=first["next"])
    listed = [one["id"] for one in first["items"] + rest["items"]]
    assert (listed, rest["next"]) == (made[::-1], None)


def test_drafts_are_bounded_until_one_is_published_or_deleted() -> None:
    streams = Streams()
    release_id, _ = complete()
    others = [begin()["id"] for _ in range(MAX_DRAFTS - 1)]

    def another() -> Reply:
        return call(create_release.handler, "POST", "/releases", body=ALBUM)

    assert another().problem() == "too-many-drafts"
    publish(release_id)
    streams.flow()
    assert another().status == 201
    assert another().problem() == "too-many-drafts"
    call(delete_release.handler, "DELETE", f"/releases/{others[0]}")
    assert another().status == 201


def test_artwork_is_sent_by_the_artist_alone() -> None:
    release_id = begin()["id"]
    path = f"/releases/{release_id}/artwork"
    body = {"file": {"size": 1000, "content_type": "image/png"}}

    granted = call(create_release_artwork.handler, "POST", path, body=body)

    key = granted.body["upload"]["fields"]["key"]
    assert key.startswith(f"release/{ARTIST.id}/{release_id}/upl_")
    other = call(create_release_artwork.handler, "POST", path, body=body, by=OTHER_ARTIST)
    assert other.status == 404


def test_two_that_edit_at_once_lose_nothing(said: Said) -> None:
    release_id, _ = complete()
    fields = ["label", "version"]

    def edit(name: str) -> Callable[[], int]:
        said: dict[str, Any] = {name: "edited"}
        return lambda: patch(release_id, **said).status

    with ThreadPoolExecutor(2) as pool:
        statuses = [future.result() for future in [pool.submit(edit(name)) for name in fields]]

    seen = read(release_id).body
    assert statuses == [200, 200]
    assert [seen[name] for name in fields] == ["edited", "edited"]
    assert said == []


def test_who_read_an_older_row_writes_nothing_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    release_id = begin()["id"]
    stale = kept.get(release_id)
    patch(release_id, label="first")
    reads = iter([stale])
    real = kept.get
    monkeypatch.setattr(kept, "get", lambda id_: next(reads, None) or real(id_))

    patch(release_id, version="second")

    seen = real(release_id).facts
    assert (seen.label, seen.version) == ("first", "second")
