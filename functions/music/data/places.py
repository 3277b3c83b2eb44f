"""Where entries of a playlist go: keys between their neighbours, found by the index of positions.

The caller holds the playlist's lock, so that neighbours stay neighbours.
"""

from typing import TYPE_CHECKING

from didit360.problems import Conflict
from music.domain import order
from music.domain.playlist import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from didit360.database import Row, Transaction

_REACH = 32
"""Neighbours to either side that are spread again at first."""


class PlaceGoneError(Conflict):
    code = "place-gone"

    def __init__(self) -> None:
        super().__init__("The entry to put it at is no longer there: read the list again.")


def room(
    tx: "Transaction", playlist_id: str, place: Place, many: int, *, moving: "Sequence[str]" = ()
) -> tuple[list[str], dict[str, str]]:
    """Positions for `many` entries; and new ones for those neighbours that have to make room.

    `moving` are the entries themselves where they are in the playlist already. PlaceGoneError.
    """
    there = _There(tx, playlist_id, list(moving))
    low, high = _neighbours(there, place)
    keys = order.between(low, high, many)
    if max(map(len, keys)) <= order.LONGEST:
        return keys, {}
    return _spread(there, low, high, many)


class _There:
    """The entries that stay where they are, by position."""

    def __init__(self, tx: "Transaction", playlist_id: str, moving: list[str]) -> None:
        self._tx = tx
        self._playlist_id = playlist_id
        self._moving = moving

    def position_of(self, entry_id: str | None) -> str:
        row = self._tx.one(
            "select position from playlist_entries where playlist_id = %s and id = %s",
            [self._playlist_id, entry_id],
        )
        if row is None:
            raise PlaceGoneError
        return str(row["position"])

    def up_to(self, position: str, many: int) -> "list[Row]":
        """The nearest first, the one at the position too."""
        return self._tx.all(
            "select id, position from playlist_entries where playlist_id = %s and position <= %s"
            " and id <> all(%s) order by position desc limit %s",
            [self._playlist_id, position, self._moving, many],
        )

    def since(self, position: str, many: int) -> "list[Row]":
        return self._tx.all(
            "select id, position from playlist_entries where playlist_id = %s and position >= %s"
            " and id <> all(%s) order by position limit %s",
            [self._playlist_id, position, self._moving, many],
        )


_START, _END = "", "~"
"""Before and after every key."""


def _neighbours(there: _There, place: Place) -> tuple[str | None, str | None]:
    if place.at == "start":
        return None, _first(there.since(_START, 1))
    if place.at == "end":
        return _first(there.up_to(_END, 1)), None
    position = there.position_of(place.entry_id)
    if place.at == "after":
        return position, _first(there.since(position, 2)[1:])
    return _first(there.up_to(position, 2)[1:]), position


def _first(rows: "list[Row]") -> str | None:
    return str(rows[0]["position"]) if rows else None


def _spread(
    there: _There, low: str | None, high: str | None, many: int
) -> tuple[list[str], dict[str, str]]:
    """Put ever more neighbours further apart, until all of these keys are short again."""
    reach = _REACH
    while True:
        before = there.up_to(low, reach + 1) if low is not None else []
        after = there.since(high, reach + 1) if high is not None else []
        outer_low = before[reach]["position"] if len(before) > reach else None
        outer_high = after[reach]["position"] if len(after) > reach else None
        left, right = before[:reach][::-1], after[:reach]
        keys = order.between(outer_low, outer_high, len(left) + many + len(right))
        everything = outer_low is None and outer_high is None
        if everything or max(map(len, keys)) <= order.ROOMY:
            break
        reach *= 4
    mine = keys[len(left) : len(left) + many]
    others = keys[: len(left)] + keys[len(left) + many :]
    shifted = [row["id"] for row in (*left, *right)]
    return mine, dict(zip(shifted, others, strict=True))
