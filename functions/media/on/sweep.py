"""On a schedule: find what no event will ever mend, and mend it.

Nothing here is needed as long as all goes well, but for what has come to its end. A worker that was
killed, an event that was lost or a step that failed where it must not leave objects, rows or
executions that nobody waits for, and uploads that wait for nobody.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from didit360.clock import now
from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data.sweeps import arrivals, ended, leftovers, sent, stalled, unwanted

PATIENCE = timedelta(hours=1)
"""What is younger may still be on its way: a function runs for 15 minutes, its event for less."""

PARTS: dict[str, Callable[[datetime], int]] = {
    "ended": lambda _before: ended.sweep(now()),
    # In this order: what one of them starts or ends is the next one's to see.
    "unnoticed": arrivals.sweep,
    "abandoned": arrivals.abandoned,
    "stalled": stalled.sweep,
    "unwanted": unwanted.sweep,
    "leftovers": leftovers.sweep,
    "pictures": sent.sweep,
}


def sweep(detail: Detail) -> None:
    """Each part does a bounded share, whatever became of the others. Safe to repeat.

    `{patience_seconds}` in the event says how old a thing must be at least, in place of an hour.
    """
    before = now() - timedelta(seconds=detail.get("patience_seconds", PATIENCE.total_seconds()))
    counts = {}
    failed = None
    for name, part in PARTS.items():
        try:
            counts[name] = part(before)
        except Exception as error:  # noqa: BLE001  raised again, after the other parts
            logger().exception("a part of the sweep failed", part=name)
            failed = error
    logger().info("swept", extra=counts)
    if failed is not None:
        raise failed


handler = on_event(sweep)
