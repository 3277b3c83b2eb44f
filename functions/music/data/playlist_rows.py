"""Playlists in PostgreSQL: how a row is read, locked, raised and spoken of.

What writes anything of a playlist goes through `lock` or an update of its row first: two who edit
at once take turns, each for the few milliseconds of its transaction.
"""

from typing import TYPE_CHECKING, Any

from didit360.clock import now, rfc3339
from didit360.problems import NotFound
from music.domain.playlist import Part, Playlist, Visibility

if TYPE_CHECKING:
    from didit360.database import Row, Transaction


class PlaylistNotFoundError(NotFound):
    code = "no-such-playlist"

    def __init__(self) -> None:
        super().__init__("There is no such playlist.")


def lock(tx: "Transaction", playlist_id: str) -> Playlist:
    """The playlist, nobody else's to change until the transaction ends. PlaylistNotFoundError."""
    row = tx.one("select * from playlists where id = %s for no key update", [playlist_id])
    return playlist(must(row))


def must(row: "Row | None") -> "Row":
    if row is None:
        raise PlaylistNotFoundError
    return row


def raised(tx: "Transaction", playlist_id: str) -> Playlist:
    """Note that something of a playlist has changed."""
    row = tx.one(
        "update playlists set version = version + 1, updated_at = now() where id = %s returning *",
        [playlist_id],
    )
    return playlist(must(row))


def say_changed(tx: "Transaction", known: Playlist) -> None:
    """`playlist_changed`, once the transaction commits."""
    tx.say(
        "playlist_changed",
        {
            "playlist_id": known.id,
            "owner_id": known.owner_id,
            "title": known.title,
            "description": known.description,
            "visibility": known.visibility,
            "entry_count": known.entry_count,
            "revision": known.version,
            "at": rfc3339(known.updated_at),
        },
    )


def let_go(tx: "Transaction", picture: dict[str, Any]) -> None:
    """`image_released` of a cover that is shown no longer, as didit360.pictures says it."""
    about = {name: picture[name] for name in ("image_id", "owner_id", "subject_id")}
    tx.say("image_released", about | {"at": rfc3339(now())})


def playlist(row: "Row") -> Playlist:
    return Playlist(
        id=row["id"],
        owner_id=row["owner_id"],
        title=row["title"],
        description=row["description"],
        visibility=Visibility(row["visibility"]),
        cover=row["cover"],
        refused_cover=row["refused_cover"],
        entry_count=row["entry_count"],
        revision=row["revision"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def part_of(known: Playlist, person_id: str, collaborates_as: str | None) -> Part | None:
    """What somebody is to a playlist."""
    if known.owner_id == person_id:
        return Part.OWNER
    return Part(collaborates_as) if collaborates_as else None
