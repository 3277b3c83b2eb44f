"""What playlists keep beside their entries: covers, and what they know of a person."""

from typing import Any

import pytest

from didit360 import database, ids
from music.api import create_playlist_cover, delete_playlist, remove_playlist_cover
from music.data import playlist_exports, playlist_people
from music.domain.playlist import Part
from music.on import image_failed, image_ready
from tests.unit.aws import Said, call
from tests.unit.music.playlists import ADA, BOB, EVE, add, entries, get, playlist, track
from tests.unit.music.tracks import deliver, sample

pytestmark = pytest.mark.usefixtures("shelf")


def told(name: str, playlist_id: str, letter: str = "", upload_id: str = "") -> None:
    """What media says of the picture of an upload; letters come one after the other."""
    upload_id = upload_id or f"upl_0{letter * 25}"
    image_id = ids.twin(upload_id, "img")
    detail = sample(name) | {
        "purpose": "playlist",
        "owner_id": ADA.id,
        "subject_id": playlist_id,
        "upload_id": upload_id,
    }
    if name == "image_ready":
        detail |= {"image_id": image_id, "path": f"images/{image_id}/"}
    handler = {"image_ready": image_ready, "image_failed": image_failed}[name].handler
    assert deliver(handler, name, detail) == {"batchItemFailures": []}


def cover(playlist_id: str) -> str | None:
    shown = get(playlist_id).body["cover"]
    return str(shown["id"])[-1] if shown else None


def released(said: Said) -> list[str]:
    return [detail["image_id"][-1] for name, detail in said if name == "image_released"]


def test_leave_to_send_a_cover_is_the_owner_s() -> None:
    playlist_id = playlist(visibility="public")
    path = f"/playlists/{playlist_id}/cover"
    body = {"file": {"size": 1000, "content_type": "image/jpeg"}}

    granted = call(create_playlist_cover.handler, "POST", path, body=body, by=ADA)
    assert granted.status == 201
    key = granted.body["upload"]["fields"]["key"]
    assert key == f"playlist/{ADA.id}/{playlist_id}/{granted.body['upload']['upload_id']}"
    assert call(create_playlist_cover.handler, "POST", path, body=body, by=BOB).status == 403


def test_the_latest_cover_shows_and_the_others_are_let_go(shelf: Said) -> None:
    playlist_id = playlist()
    add(playlist_id, track(artwork="Z"))

    told("image_ready", playlist_id, "B")
    told("image_ready", playlist_id, "B")
    assert (cover(playlist_id), get(playlist_id).body["mosaic"], released(shelf)) == ("B", [], [])
    told("image_ready", playlist_id, "A")
    assert (cover(playlist_id), released(shelf)) == ("B", ["A"])
    told("image_ready", playlist_id, "C")
    assert (cover(playlist_id), released(shelf)) == ("C", ["A", "B"])

    path = f"/playlists/{playlist_id}/cover"
    assert call(remove_playlist_cover.handler, "DELETE", path, by=ADA).status == 204
    assert (cover(playlist_id), released(shelf)) == (None, ["A", "B", "C"])
    assert [one["id"][-1] for one in get(playlist_id).body["mosaic"]] == ["Z"]


def test_a_picture_that_was_on_its_way_when_the_cover_was_removed_does_not_appear(
    shelf: Said,
) -> None:
    playlist_id = playlist()
    path = f"/playlists/{playlist_id}/cover"
    body = {"file": {"size": 1000, "content_type": "image/jpeg"}}

    def granted() -> str:
        reply = call(create_playlist_cover.handler, "POST", path, body=body, by=ADA)
        return str(reply.body["upload"]["upload_id"])

    ready, failed = granted(), granted()
    before = get(playlist_id)
    assert call(remove_playlist_cover.handler, "DELETE", path, by=ADA).status == 204
    assert get(playlist_id).headers["ETag"] == before.headers["ETag"]
    assert get(playlist_id).body == before.body
    for _ in range(2):
        told("image_ready", playlist_id, upload_id=ready)
        told("image_failed", playlist_id, upload_id=failed)
    shown = get(playlist_id).body
    assert (shown["cover"], shown["refused_cover"]) == (None, None)
    assert {d["image_id"] for n, d in shelf if n == "image_released"} == {ids.twin(ready, "img")}

    after = ids.twin(granted(), "img")
    told("image_ready", playlist_id, upload_id=ids.twin(after, "upl"))
    assert get(playlist_id).body["cover"]["id"] == after


def test_a_cover_goes_with_its_playlist(shelf: Said) -> None:
    playlist_id = playlist()
    told("image_ready", playlist_id, "A")
    call(delete_playlist.handler, "DELETE", f"/playlists/{playlist_id}", by=ADA)
    told("image_ready", playlist_id, "B")

    assert released(shelf) == ["A", "B"]


def test_the_owner_reads_why_a_picture_is_no_cover() -> None:
    playlist_id = playlist(visibility="public")
    told("image_failed", playlist_id, "B")

    refused = get(playlist_id).body["refused_cover"]
    assert (refused["upload_id"][-1], refused["code"]) == ("B", "too_small")
    assert get(playlist_id, BOB).body["refused_cover"] is None
    told("image_ready", playlist_id, "A")
    assert get(playlist_id).body["refused_cover"] is not None
    told("image_ready", playlist_id, "C")
    assert get(playlist_id).body["refused_cover"] is None
    told("image_failed", playlist_id, "B")
    assert (get(playlist_id).body["refused_cover"], cover(playlist_id)) == (None, "C")


def kept_of(person_id: str) -> list[str]:
    """Tables of this database that name a person."""
    found = []
    with database.transaction() as tx:
        named = tx.all("select tablename as name from pg_tables where schemaname = 'music'")
        from psycopg import sql

        for table in named:
            query: Any = sql.SQL("select * from {}").format(sql.Identifier(table["name"]))
            if person_id in str(tx.all(query)):
                found.append(table["name"])
    return sorted(found)


def test_a_person_reads_everything_that_is_held_and_all_of_it_can_go(shelf: Said) -> None:
    mine, theirs, one = playlist(title="Mine"), playlist(EVE), track()
    for id_ in (theirs, playlist(EVE)):
        playlist_people.put(id_, ADA.id, Part.EDITOR)
    playlist_people.put(mine, BOB.id, Part.EDITOR)
    add(theirs, one)
    add(mine, one)
    add(mine, one, by=BOB)
    told("image_ready", mine, "A")

    export = playlist_exports.export_of(ADA.id)
    [exported] = export["playlists"]
    assert (exported["title"], exported["cover"]["image_id"][-1]) == ("Mine", "A")
    assert [entry["added_by_me"] for entry in exported["entries"]] == [True, False]
    assert BOB.id not in str(export)
    assert {one["playlist_id"] for one in export["added_to_others"]} == {theirs}
    assert len(export["collaborations"]) == 2

    for _ in range(2):
        playlist_exports.erase(ADA.id)
        assert kept_of(ADA.id) == []
    [left] = entries(theirs, EVE)
    assert (left["added_by"], left["state"]) == (None, "here")
    assert playlist_exports.export_of(ADA.id) == {
        "playlists": [],
        "collaborations": [],
        "added_to_others": [],
    }
    assert [detail["playlist_id"] for name, detail in shelf if name == "playlist_deleted"] == [mine]
    assert released(shelf) == ["A"]
    assert get(mine, BOB).status == 404
