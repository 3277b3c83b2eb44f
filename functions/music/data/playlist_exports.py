"""What playlists hold about a person: all of it for them to read, and all of it to go."""

from typing import TYPE_CHECKING, Any

from didit360 import database
from didit360.clock import rfc3339
from music.data import playlists

if TYPE_CHECKING:
    from didit360.database import Row

_AT_ONCE = 1000


def export_of(person_id: str) -> dict[str, Any]:
    """As JSON: their playlists with all entries, where they collaborate, what they added there."""
    own = database.all("select * from playlists where owner_id = %s order by id", [person_id])
    collaborations = database.all(
        "select * from playlist_collaborators where person_id = %s order by playlist_id",
        [person_id],
    )
    added = database.all(
        "select entry.* from playlist_entries as entry join playlists on playlists.id = playlist_id"
        " where added_by = %s and owner_id <> %s order by entry.id",
        [person_id, person_id],
    )
    return {
        "playlists": [_playlist(row, person_id) for row in own],
        "collaborations": [
            {"playlist_id": row["playlist_id"], "role": row["part"], "since": rfc3339(row["since"])}
            for row in collaborations
        ],
        "added_to_others": [
            {"playlist_id": row["playlist_id"], **_entry(row, person_id)} for row in added
        ],
    }


def erase(person_id: str) -> None:
    """Their playlists go, their collaborations end, and nothing is said to be added by them."""
    while row := database.one("select id from playlists where owner_id = %s limit 1", [person_id]):
        playlists.remove(row["id"])
    with database.transaction() as tx:
        tx.run("delete from playlist_collaborators where person_id = %s", [person_id])
        tx.run("delete from playlist_owners where person_id = %s", [person_id])
    while _unname_some(person_id):
        pass


def _unname_some(person_id: str) -> int:
    with database.transaction() as tx:
        return tx.run(
            "update playlist_entries set added_by = null where (playlist_id, id) in"
            " (select playlist_id, id from playlist_entries where added_by = %s limit %s)",
            [person_id, _AT_ONCE],
        )


def _playlist(row: "Row", person_id: str) -> dict[str, Any]:
    entries = database.all(
        "select * from playlist_entries where playlist_id = %s order by position", [row["id"]]
    )
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["description"],
        "visibility": row["visibility"],
        "cover": row["cover"],
        "created_at": rfc3339(row["created_at"]),
        "updated_at": rfc3339(row["updated_at"]),
        "entries": [_entry(entry, person_id) for entry in entries],
    }


def _entry(row: "Row", person_id: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "track_id": row["track_id"],
        "added_at": rfc3339(row["added_at"]),
        "added_by_me": row["added_by"] == person_id,
    }
