"""Where a person's devices left what they hear: one row of an item, for all devices together.

So a list of them has each item once, as the device has it that spoke of it last. What was forgotten
leaves word of when, for as long as players may still send what they said before.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from didit360.clock import now, rfc3339
from didit360.races import as_it_was_read, settled

if TYPE_CHECKING:
    from music.data.listening_rows import PositionRow

Cursor = dict[str, Any] | None

MOST_AHEAD = timedelta(minutes=1)
"""How far a device's clock may be ahead of ours."""
LONGEST_AGO = timedelta(days=365)
MOST_DEVICES = 10
"""Of an item: the one that spoke longest ago makes room."""
REMEMBERED = timedelta(days=90)
"""How long it is known that an item was forgotten: as long as sessions are."""


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


def leave(
    person_id: str, item_id: str, device: str, position_ms: int, at: datetime, *, finished: bool
) -> list[Position]:
    """Keep where a device left an item, unless it has said something later, or was forgotten since.

    The device's own clock decides; one that is ahead is set back to ours. As `left` afterwards.
    BusyError when many of a person's devices keep racing.
    """
    moment = now()
    said = rfc3339(moment if at > moment + MOST_AHEAD else max(at, moment - LONGEST_AGO))
    told = Position(item_id, device, position_ms, finished, said)

    def write() -> list[Position]:
        row = _read(person_id, item_id)
        known = _positions(row)
        if said <= (row.forgotten_at or ""):
            return known
        after = _latest([told, *known])
        if after != known:
            _keep(row, after)
        return after

    return settled(item_id, write)


def left(person_id: str, item_id: str) -> list[Position]:
    """Where a person's devices left an item, the latest first."""
    return _positions(_read(person_id, item_id))


def unfinished(person_id: str, *, limit: int, after: Cursor) -> tuple[list[Position], Cursor]:
    """What a person began and did not end, the latest first."""
    from music.data.listening_rows import PositionRow

    rows = PositionRow.by_time.query(
        f"{person_id}#resume", scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    return [_positions(row)[0] for row in rows], rows.last_evaluated_key


def forget(person_id: str, item_id: str) -> None:
    """Forget where an item was left; only what is said from now on is kept. Safe to repeat."""

    def write() -> None:
        row = _read(person_id, item_id)
        known = _positions(row)
        if not known:
            return
        moment = now()
        row.forgotten_at = row.at = max(rfc3339(moment), known[0].at)
        row.shelf = row.devices = None
        row.expires = int((moment + REMEMBERED).timestamp())
        with as_it_was_read():
            row.save()

    settled(item_id, write)


def _read(person_id: str, item_id: str) -> "PositionRow":
    """The item's row; a new one if there is none."""
    from music.data.listening_rows import PositionRow

    fact = f"resume#{item_id}"
    try:
        return PositionRow.get(person_id, fact, consistent_read=True)
    except PositionRow.DoesNotExist:
        return PositionRow(person_id, fact, item_id=item_id)


def _keep(row: "PositionRow", positions: list[Position]) -> None:
    latest = positions[0]
    # What was heard to its end waits for nobody.
    row.shelf = None if latest.finished else f"{row.person_id}#resume"
    row.at = latest.at
    row.devices = [asdict(one) for one in positions]
    row.expires = None
    with as_it_was_read():
        row.save()


def _latest(positions: Iterable[Position]) -> list[Position]:
    """The last word of each device, the latest first; of two at once, the one named first."""
    last: dict[str, Position] = {}
    for one in sorted(positions, key=lambda one: one.at, reverse=True):
        last.setdefault(one.device, one)
    return list(last.values())[:MOST_DEVICES]


def _positions(row: "PositionRow") -> list[Position]:
    return [Position(**one) for one in row.devices or ()]
