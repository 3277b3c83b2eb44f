"""Who writes the market's tables does so alone: writers take turns, readers never wait."""

from typing import TYPE_CHECKING, TypeVar

from didit360 import database
from didit360.problems import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from didit360.database import Transaction

T = TypeVar("T")

ASKS = 5
"""A turn is waited for as long as the role waits for any lock (5 s), so many times. A step of a
rebuild may take longer than once, and what comes too late too often rests with the dead letters."""


def alone(step: "Callable[[Transaction], T]") -> T:
    """The outcome of `step` in a transaction during which nobody else writes.

    Unavailable when its turn has not come after all.
    """
    from psycopg import errors

    def turn(tx: "Transaction") -> T:
        tx.one("select pg_advisory_xact_lock(360, 5)")
        return step(tx)

    for _ in range(ASKS - 1):
        try:
            return database.attempt(turn)
        except Unavailable as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
    return database.attempt(turn)
