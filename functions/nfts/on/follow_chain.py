"""Follow the chain into the Ledger: a minute at a time, every minute, one at a time."""

import time

from ulid import ULID

from didit360.log import logger
from didit360.reactions import Detail, on_event
from nfts.data import chain, follower, ledger
from nfts.data.chain_errors import NotDeployedError

SECONDS = 60.0
"""Of a run: the schedule's next one begins then, and waits for its turn."""
_WAIT = 15.0
_LEASE = 45.0
"""Held anew while it goes on; so long nobody reads the chain after one that was killed."""


def follow_chain(_: Detail) -> None:
    """Safe to repeat, and beside itself."""
    try:
        node = chain.connect()
    except NotDeployedError as error:
        logger().info("There is no chain to follow yet", extra={"why": str(error)})
        return
    settings = node.settings
    lease = _turn(settings.chain_id, str(ULID()))
    if lease is None:
        return
    end = time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            if not follower.follow(node, lease):
                time.sleep(min(settings.block_seconds, max(0.0, end - time.monotonic())))
    finally:
        ledger.give_back(lease)


def _turn(chain_id: int, holder: str) -> ledger.Lease | None:
    """None if whoever reads the chain goes on with it."""
    end = time.monotonic() + _WAIT
    while (lease := ledger.take_lease(chain_id, holder, _LEASE)) is None:
        if time.monotonic() > end:
            return None
        time.sleep(1.0)
    return lease


handler = on_event(follow_chain)
