"""Playlists in PostgreSQL: how a row is read, locked, raised and spoken of.

What writes anything of a playlist goes through `lock` or an update of its row first: two who edit
at once take turns, each for the few milliseconds of its transaction.
"""

from typing import TYPE_CHECKING, Any

from didit360.clock import now, rfc3339
from didit360.problems import Forbidden, NotFound
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


def lock_for(tx: "Transaction", playlist_id: str, person_id: str, *parts: Part) -> Playlist:
    """The same for somebody who is one of these to it now, and stays so until then.

    Whoever ends a collaboration waits for what is being written, or is waited for: a look before
    the transaction may be over. (Statements of their own, as one that waits for the playlist reads
    the rest as it was before.) Forbidden, PlaylistNotFoundError.
    """
    known = lock(tx, playlist_id)
    if known.owner_id == person_id:
        part: Part | None = Part.OWNER
    else:
        row = tx.one(
            "select part from playlist_collaborators where playlist_id = %s and person_id = %s"
            " for share",
            [playlist_id, person_id],
        )
        part = part_of(known, person_id, row["part"] if row else None)
    let(known, part, *parts)
    return known


def let(known: Playlist, part: Part | None, *parts: Part) -> None:
    """Forbidden to whoever is none of these, PlaylistNotFoundError to whom it is hidden from."""
    if not known.seen_by(part):
        raise PlaylistNotFoundError
    if part not in parts:
        wanted = " or ".join(parts)
        raise Forbidden(f"Only somebody who is {wanted} of the playlist may do this.")


def must(row: "Row | None") -> "Row":
    if row is None:
        raise PlaylistNotFoundError
    return row


def raised(tx: "Transaction", playlist_id: str, entries: int = 0) -> Playlist:
    """Note that something of a playlist, which is locked, has changed; how many came or went."""
    [row] = tx.all(
        "update playlists set entry_count = entry_count + %s, version = version + 1,"
        " updated_at = now() where id = %s returning *",
        [entries, playlist_id],
    )
    return playlist(row)


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
        cover_removed=row["cover_removed"],
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
