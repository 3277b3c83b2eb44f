"""What a person heard, by when they heard it."""

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from didit360.transactions import transaction
from music.data import sessions

if TYPE_CHECKING:
    from music.data.listening_rows import HistoryRow

Cursor = dict[str, Any] | None

AT_ONCE = 100
"""What one transaction takes."""


@dataclass(frozen=True, slots=True)
class Heard:
    play_id: str
    track_id: str
    played_at: str


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.listening_rows  # noqa: F401


def page(person_id: str, *, limit: int, after: Cursor) -> tuple[list[Heard], Cursor]:
    """A person's plays, the one heard last first, and where the next page starts."""
    from music.data.listening_rows import HistoryRow

    rows = HistoryRow.query(
        person_id,
        HistoryRow.fact.startswith("history#"),
        scan_index_forward=False,
        limit=limit,
        last_evaluated_key=after,
    )
    heard = [Heard(row.play_id, row.track_id, row.played_at) for row in rows]
    return heard, rows.last_evaluated_key


def recent(person_id: str, *, limit: int, after: Cursor) -> tuple[list[Heard], Cursor]:
    """Each track once, the one heard last first."""
    from music.data.listening_rows import ShelfRow

    rows = ShelfRow.by_time.query(
        f"{person_id}#recent", scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    heard = [Heard(row.play_id or "", row.item_id, row.at) for row in rows]
    return heard, rows.last_evaluated_key


def forget(person_id: str, play_id: str) -> None:
    """Take one play out of what the person sees, and its session; the play itself stays counted."""
    sessions.unlist(person_id, play_id)
    row = _row(person_id, play_id)
    if row is not None:
        _step_back(person_id, row)
        row.delete()


def clear(person_id: str) -> None:
    """Take all plays out of what the person sees. Safe to repeat, should it be cut short."""
    # These first: what is playing just now is not put into the history later, either.
    sessions.unlist_all(person_id)
    for prefix in ("recent#", "history#"):
        delete(person_id, prefix)


def delete(person_id: str, prefix: str) -> None:
    """Remove all of a person whose `fact` begins with the prefix. Safe to repeat."""

    from music.data.listening_rows import AnyRow

    condition = AnyRow.fact.startswith(prefix) if prefix else None
    rows = iter(AnyRow.query(person_id, condition, consistent_read=True))
    while some := list(islice(rows, AT_ONCE)):
        with transaction() as writes:
            for row in some:
                writes.delete(row)


def _row(person_id: str, play_id: str) -> "HistoryRow | None":
    """A play in a person's history: where it stands there, the play itself says."""
    from music.data.listening_rows import HistoryRow
    from music.data.play_rows import PlayRow

    try:
        played_at = PlayRow.get(play_id).played_at
    except PlayRow.DoesNotExist:
        return None
    try:
        return HistoryRow.get(person_id, f"history#{played_at}#{play_id}", consistent_read=True)
    except HistoryRow.DoesNotExist:
        return None


def _step_back(person_id: str, row: "HistoryRow") -> None:
    """Where this play is the track's last one, the one before it is; if there is none, no play."""
    from pynamodb.exceptions import DeleteError, PutError

    from music.data.listening_rows import ShelfRow

    last = ShelfRow(person_id, f"recent#{row.track_id}")
    its_last = ShelfRow.play_id == row.play_id
    before = _before(person_id, row)
    try:
        if before is None:
            last.delete(condition=its_last)
            return
        last.shelf, last.at = f"{person_id}#recent", before.played_at
        last.item_id, last.play_id = before.track_id, before.play_id
        last.save(condition=its_last)
    except (DeleteError, PutError) as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _before(person_id: str, row: "HistoryRow") -> "HistoryRow | None":
    """The track's last play in the history beside this one."""
    from music.data.listening_rows import HistoryRow

    found = HistoryRow.by_time.query(
        f"{person_id}#{row.track_id}", scan_index_forward=False, page_size=10
    )
    for one in found:
        # The index may know some for a moment that are gone.
        if one.play_id != row.play_id and HistoryRow.count(
            person_id, HistoryRow.fact == one.fact, consistent_read=True
        ):
            return one
    return None
