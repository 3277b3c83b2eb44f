"""Try each item of a page: one that fails must not stop the rest, nor the page for good."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from didit360.log import logger

T = TypeVar("T")


def each(items: Iterable[T], mend: Callable[[T], int]) -> tuple[int, Exception | None]:
    """How much was mended, and the last error, for the caller to raise once its mark is moved."""
    mended, failed = 0, None
    for item in items:
        try:
            mended += mend(item)
        except Exception as error:  # noqa: BLE001  the caller raises it
            logger().exception("an item of the sweep failed", item=str(item))
            failed = error
    return mended, failed
