"""Writers that meet: each reads, steps and writes again when another wrote in between."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from didit360.problems import Conflict

T = TypeVar("T")

_ATTEMPTS = 8
_PAUSE_SECONDS = 0.01


class BusyError(Conflict):
    """Others kept writing the same thing: 409 to a client, a retry for an event."""

    code = "busy"

    def __init__(self, id_: str) -> None:
        super().__init__(f"{id_} is being changed by others; try again.")


class RaceError(Exception):
    """Somebody else wrote in between."""


def settled(id_: str, write: Callable[[], T]) -> T:
    """The outcome of `write`, from its start again after each RaceError; BusyError after several.

    Pauses grow, and chance keeps the same writers apart: "full jitter" (M. Brooker, "Exponential
    Backoff And Jitter", AWS Architecture Blog, 2015).
    """
    for attempt in range(_ATTEMPTS):
        try:
            return write()
        except RaceError:
            time.sleep(random.uniform(0, _PAUSE_SECONDS * 2**attempt))  # noqa: S311
    raise BusyError(id_)


@contextmanager
def as_it_was_read() -> Iterator[None]:
    """A row's conditional write: RaceError when the row is not as it was read."""
    from pynamodb.exceptions import DeleteError, PutError

    try:
        yield
    except (PutError, DeleteError) as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        raise RaceError from None
