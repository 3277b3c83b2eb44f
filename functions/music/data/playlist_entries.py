"""What stands in a playlist, in PostgreSQL. No operation's cost depends on how much that is.

An entry is one row, whatever is done to it: two who move it at once leave it where the later one
put it, and who moves one that was removed is told so. Whoever may not edit it any more by then is
refused: Forbidden, PlaylistNotFoundError.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, LiteralString

from didit360 import database, ids
from didit360.problems import Conflict, NotFound
from music.data import places
from music.data.playlist_rows import lock_for, raised, say_changed
from music.domain.playlist import EDITING, MAX_ENTRIES, Entry, Place, Playlist

if TYPE_CHECKING:
    from didit360.database import Row, Transaction

_BEHIND: LiteralString = (
    "select * from playlist_entries where playlist_id = %s and position > %s"
    " order by position limit %s"
)
_FROM: LiteralString = (
    "select * from playlist_entries where playlist_id = %s and position >= %s"
    " order by position limit %s"
)


class PlaylistFullError(Conflict):
    code = "playlist-full"

    def __init__(self) -> None:
        super().__init__(f"A playlist has at most {MAX_ENTRIES} entries: remove some first.")


class EntryNotFoundError(NotFound):
    code = "no-such-entry"

    def __init__(self, gone: Iterable[str]) -> None:
        super().__init__("Some of the entries are no longer there.", gone=sorted(gone))


def add(
    playlist_id: str, track_ids: Sequence[str], place: Place, by: str
) -> tuple[list[Entry], Playlist]:
    """Put tracks at a place, in their order. PlaylistFullError, PlaceGoneError."""
    with database.transaction() as tx:
        before = lock_for(tx, playlist_id, by, *EDITING)
        if before.entry_count + len(track_ids) > MAX_ENTRIES:
            raise PlaylistFullError
        after = raised(tx, playlist_id, len(track_ids))
        positions, shifted = places.room(tx, playlist_id, place, len(track_ids))
        _put(tx, playlist_id, shifted, [])
        rows = tx.all(
            "insert into playlist_entries (playlist_id, id, position, track_id, added_by)"
            " select %s, id, position, track_id, %s"
            " from unnest(%s::text[], %s::text[], %s::text[]) as new (id, position, track_id)"
            " returning *",
            [playlist_id, by, [ids.new("ent") for _ in track_ids], positions, list(track_ids)],
        )
        say_changed(tx, after)
    return _in_order(rows), after


def move(
    playlist_id: str, entry_ids: Sequence[str], place: Place, by: str
) -> tuple[list[Entry], Playlist]:
    """Put entries at a place, in the order given, all of them or none.

    EntryNotFoundError, PlaceGoneError. (No event: it says nothing of the order.)
    """
    with database.transaction() as tx:
        lock_for(tx, playlist_id, by, *EDITING)
        gone = set(entry_ids) - _there(tx, playlist_id, entry_ids)
        if gone:
            raise EntryNotFoundError(gone)
        positions, shifted = places.room(
            tx, playlist_id, place, len(entry_ids), moving=list(entry_ids)
        )
        moved = dict(zip(entry_ids, positions, strict=True))
        rows = _put(tx, playlist_id, shifted | moved, entry_ids)
        after = raised(tx, playlist_id)
    return _in_order(row for row in rows if row["id"] in moved), after


def remove(playlist_id: str, entry_ids: Sequence[str], by: str) -> tuple[list[str], Playlist]:
    """Take entries out; which of them were still there."""
    with database.transaction() as tx:
        before = lock_for(tx, playlist_id, by, *EDITING)
        rows = tx.all(
            "delete from playlist_entries where playlist_id = %s and id = any(%s) returning id",
            [playlist_id, list(entry_ids)],
        )
        if not rows:
            return [], before
        after = raised(tx, playlist_id, -len(rows))
        say_changed(tx, after)
    removed = {row["id"] for row in rows}
    return [entry_id for entry_id in entry_ids if entry_id in removed], after


def page(
    playlist_id: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Entry], dict[str, Any] | None]:
    """Entries in their order, and where the next page starts.

    It starts behind the last entry of this one, wherever that is spread to meanwhile; if it is
    moved or removed, behind where it was.
    """
    start, there = _start(playlist_id, after)
    rows = database.all(_BEHIND if there else _FROM, [playlist_id, start, limit + 1])
    entries = [_entry(row) for row in rows[:limit]]
    if len(rows) <= limit:
        return entries, None
    last = entries[-1]
    return entries, {"entry": last.id, "moves": last.moves, "position": last.position}


def first_tracks(playlist_ids: Iterable[str], many: int) -> dict[str, list[str]]:
    """The tracks that stand first in each of the playlists."""
    rows = database.all(
        "select wanted.id, track_id from unnest(%s::text[]) as wanted (id) cross join lateral"
        " (select track_id, position from playlist_entries where playlist_id = wanted.id"
        " order by position limit %s) as entries order by wanted.id, position",
        [sorted(set(playlist_ids)), many],
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row["track_id"])
    return found


def _start(playlist_id: str, after: dict[str, Any] | None) -> tuple[str, bool]:
    """Where a page starts, and whether the entry that it starts behind is still there.

    If not, another one may have been given the very place.
    """
    if after is None:
        return "", True
    row = database.one(
        "select position from playlist_entries where playlist_id = %s and id = %s and moves = %s",
        [playlist_id, after["entry"], after["moves"]],
    )
    return (row["position"], True) if row else (after["position"], False)


def _there(tx: "Transaction", playlist_id: str, entry_ids: Sequence[str]) -> set[str]:
    rows = tx.all(
        "select id from playlist_entries where playlist_id = %s and id = any(%s)",
        [playlist_id, list(entry_ids)],
    )
    return {row["id"] for row in rows}


def _put(
    tx: "Transaction", playlist_id: str, positions: dict[str, str], moved: Sequence[str]
) -> "list[Row]":
    """Give entries their positions, all in one statement: they may take each other's."""
    if not positions:
        return []
    return tx.all(
        "update playlist_entries as entry set position = new.position,"
        " moves = moves + (entry.id = any(%s))::int"
        " from unnest(%s::text[], %s::text[]) as new (id, position)"
        " where playlist_id = %s and entry.id = new.id returning entry.*",
        [list(moved), list(positions), list(positions.values()), playlist_id],
    )


def _in_order(rows: "Iterable[Row]") -> list[Entry]:
    return sorted((_entry(row) for row in rows), key=lambda entry: entry.position)


def _entry(row: "Row") -> Entry:
    return Entry(
        id=row["id"],
        track_id=row["track_id"],
        added_by=row["added_by"],
        added_at=row["added_at"],
        position=row["position"],
        moves=row["moves"],
    )
