"""What a person heard, and where they left it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from didit360.clock import now, rfc3339
from music.data.transactions import transaction

if TYPE_CHECKING:
    from music.data.listening_rows import ShelfRow

Cursor = dict[str, Any] | None

MOST_AHEAD = timedelta(minutes=1)
"""How far a device's clock may be ahead of ours."""
AT_ONCE = 100
"""What one transaction takes."""
LONGEST_AGO = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Heard:
    play_id: str
    track_id: str
    played_at: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a device left an item."""

    item_id: str
    device: str
    position_ms: int
    finished: bool
    at: str


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.listening_rows  # noqa: F401


def page(person_id: str, *, limit: int, after: Cursor) -> tuple[list[Heard], Cursor]:
    """A person's plays, the newest session first, and where the next page starts."""
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
    rows, rest = _shelf(f"{person_id}#recent", limit, after)
    return [Heard(row.play_id or "", row.item_id, row.at) for row in rows], rest


def forget(person_id: str, play_id: str) -> None:
    """Take one play out of what the person sees; the play itself stays counted."""
    from pynamodb.exceptions import DeleteError

    from music.data.listening_rows import HistoryRow, ShelfRow

    fact = f"history#{play_id}"
    try:
        row = HistoryRow.get(person_id, fact, consistent_read=True)
    except HistoryRow.DoesNotExist:
        return
    try:
        ShelfRow(person_id, f"recent#{row.track_id}").delete(condition=ShelfRow.play_id == play_id)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
    row.delete()


def clear(person_id: str) -> None:
    """Take all plays out of what the person sees. Safe to repeat, should it be cut short."""
    for prefix in ("recent#", "history#"):
        delete(person_id, prefix)


def leave(
    person_id: str, item_id: str, device: str, position_ms: int, at: datetime, *, finished: bool
) -> bool:
    """Keep where a device left an item; False if it has said something later since.

    The device's own clock decides; one that is ahead is set back to ours.
    """
    from pynamodb.exceptions import PutError

    from music.data.listening_rows import ShelfRow

    moment = now()
    said = rfc3339(moment if at > moment + MOST_AHEAD else max(at, moment - LONGEST_AGO))
    row = ShelfRow(
        person_id,
        f"resume#{item_id}#{device}",
        # What was heard to its end waits for nobody.
        shelf=None if finished else f"{person_id}#resume",
        at=said,
        item_id=item_id,
        device=device,
        position_ms=position_ms,
        finished=finished,
    )
    try:
        row.save(condition=ShelfRow.at.does_not_exist() | (ShelfRow.at <= said))
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def left(person_id: str, item_id: str) -> list[Position]:
    """Where a person's devices left an item, the latest first."""
    from music.data.listening_rows import ShelfRow

    rows = ShelfRow.query(
        person_id, ShelfRow.fact.startswith(f"resume#{item_id}#"), consistent_read=True
    )
    return sorted((_position(row) for row in rows), key=lambda one: one.at, reverse=True)


def unfinished(person_id: str, *, limit: int, after: Cursor) -> tuple[list[Position], Cursor]:
    """What a person began and did not end, the latest first."""
    rows, rest = _shelf(f"{person_id}#resume", limit, after)
    return [_position(row) for row in rows], rest


def forget_position(person_id: str, item_id: str) -> None:
    delete(person_id, f"resume#{item_id}#")


def _shelf(shelf: str, limit: int, after: Cursor) -> "tuple[list[ShelfRow], Cursor]":
    from music.data.listening_rows import ShelfRow

    rows = ShelfRow.by_time.query(
        shelf, scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    return list(rows), rows.last_evaluated_key


def delete(person_id: str, prefix: str) -> None:
    """Remove all of a person whose `fact` begins with the prefix. Safe to repeat."""

    from music.data.listening_rows import AnyRow

    condition = AnyRow.fact.startswith(prefix) if prefix else None
    rows = iter(AnyRow.query(person_id, condition, consistent_read=True))
    while some := list(islice(rows, AT_ONCE)):
        with transaction() as writes:
            for row in some:
                writes.delete(row)


def _position(row: "ShelfRow") -> Position:
    return Position(
        row.item_id, row.device or "", int(row.position_ms or 0), bool(row.finished), row.at
    )
