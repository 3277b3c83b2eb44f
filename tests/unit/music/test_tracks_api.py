from typing import Any

import boto3
import pytest

from music.api import delete_track, get_track, list_tracks, update_track
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call
from tests.unit.music.tracks import draft, ready

pytestmark = pytest.mark.usefixtures("aws")


def get(track_id: str, by: Person = ARTIST) -> Reply:
    return call(get_track.handler, "GET", f"/tracks/{track_id}", by=by)


def test_a_draft_is_seen_by_its_artist_alone() -> None:
    track_id = draft()["track"]["id"]

    assert get(track_id).body["state"] == "draft"
    assert get(track_id, FAN).problem() == "no-such-track"
    assert get(track_id, OTHER_ARTIST).status == 404


def test_a_ready_track_shows_its_facts_and_renditions_to_all() -> None:
    track_id = ready()["track"]["id"]

    seen = get(track_id, FAN).body

    assert (seen["state"], seen["processing"]) == ("ready", None)
    assert seen["facts"]["duration_ms"] == 183000
    assert seen["facts"]["loudness"]["gain_db"] == -4.7
    assert [rendition["codecs"] for rendition in seen["renditions"]] == ["mp4a.40.2"]


@pytest.mark.parametrize("track_id", ["trk_nothing", "drafts%23x", "x" * 500])
def test_an_id_that_is_none_is_not_found(track_id: str) -> None:
    assert get(track_id).status == 404


def page(by: Person = ARTIST, **query: str) -> Reply:
    return call(list_tracks.handler, "GET", "/tracks", by=by, query=query)


def test_lists_my_tracks_newest_first_page_by_page() -> None:
    made = [draft(f"{n}")["track"]["id"] for n in range(5)]
    draft("theirs", OTHER_ARTIST)

    first = page(limit="3").body
    second = page(limit="3", cursor=first["next"]).body

    listed = [track["id"] for track in first["items"] + second["items"]]
    assert listed == sorted(made, reverse=True)
    assert second["next"] is None


def test_a_cursor_works_for_its_owner_and_list_alone() -> None:
    for n in range(2):
        draft(f"{n}")
    cursor = page(limit="1").body["next"]

    assert page(OTHER_ARTIST, cursor=cursor).problem() == "bad-cursor"
    assert page(cursor=cursor[:-1] + ("A" if cursor[-1] != "A" else "B")).problem() == "bad-cursor"
    assert page(cursor="not%a%cursor").status == 400


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_page_is_bounded(limit: str) -> None:
    assert page(limit=limit).status == 422


def patch(track_id: str, body: Any, etag: str | None = None, by: Person = ARTIST) -> Reply:
    headers = {"If-Match": etag} if etag else {}
    path = f"/tracks/{track_id}"
    return call(update_track.handler, "PATCH", path, body=body, headers=headers, by=by)


def test_retitling_moves_the_etag_and_the_old_one_no_longer_matches() -> None:
    track_id = draft()["track"]["id"]
    [etag] = get(track_id).headers["ETag"]

    first = patch(track_id, {"title": "Second"}, etag)
    assert (first.status, first.body["title"]) == (200, "Second")
    lost = patch(track_id, {"title": "Third"}, etag)
    assert (lost.status, lost.problem()) == (412, "changed-meanwhile")
    assert get(track_id).body["title"] == "Second"
    assert patch(track_id, {"title": "Third"}, first.headers["ETag"][0]).status == 200


def test_null_is_as_if_it_were_left_out() -> None:
    track_id = draft()["track"]["id"]
    before = patch(track_id, {"details": {"genres": ["folk"]}}).body
    after = patch(track_id, {"title": None, "details": None}).body

    assert (after["title"], after["details"]) == (before["title"], before["details"])


def test_a_track_that_is_deleted_between_look_and_write_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    track_id = draft()["track"]["id"]
    monkeypatch.setattr(
        update_track,
        "owned",
        lambda *_: call(delete_track.handler, "DELETE", f"/tracks/{track_id}"),
    )

    assert patch(track_id, {"title": "Late"}).problem() == "no-such-track"


def test_only_the_artist_retitles() -> None:
    track_id = ready()["track"]["id"]

    assert patch(track_id, {"title": "Mine"}, by=OTHER_ARTIST).status == 404
    assert patch(track_id, {"title": "Mine"}, by=FAN).status == 403
    assert patch(track_id, {"artist_id": FAN.id}).status == 422


def test_deleting_takes_the_row_and_frees_the_draft() -> None:
    kept = [draft(f"{n}")["track"]["id"] for n in range(5)]

    reply = call(delete_track.handler, "DELETE", f"/tracks/{kept[0]}")

    assert (reply.status, get(kept[0]).status) == (204, 404)
    assert draft("a sixth")["track"]["state"] == "draft"


def test_deleting_the_last_track_leaves_no_row_of_it() -> None:
    track_id = ready()["track"]["id"]

    call(delete_track.handler, "DELETE", f"/tracks/{track_id}")

    rows = boto3.client("dynamodb").scan(TableName="catalogue")["Items"]
    assert [row for row in rows if track_id in str(row)] == []


def test_only_the_artist_deletes() -> None:
    track_id = ready()["track"]["id"]

    assert call(delete_track.handler, "DELETE", f"/tracks/{track_id}", by=FAN).status == 403
    assert (
        call(delete_track.handler, "DELETE", f"/tracks/{track_id}", by=OTHER_ARTIST).status == 404
    )
    assert get(track_id).status == 200
