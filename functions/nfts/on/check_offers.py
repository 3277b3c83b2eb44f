"""On a schedule: what makers of offers can still pay for.

Coins leave a wallet, and an allowance is taken back, without a log of our contracts: the chain is
asked. The market shows of each offer what can be taken.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from didit360.clock import now
from didit360.log import logger
from didit360.reactions import Detail, on_event
from nfts.data import chain, orders
from nfts.data.chain_errors import ChainError, RefusedError, RevertedError
from nfts.data.selling_reads import Reads

if TYPE_CHECKING:
    from nfts.domain.order import Order

SECONDS = 45.0
"""Of a run; the next goes on where it stopped."""
AT_ONCE = 100
_ASKING = 8


def check_offers(_: Detail) -> None:
    """Safe to repeat, and beside itself."""
    end, moment = time.monotonic() + SECONDS, int(now().timestamp())
    after, seen, changed = orders.looked_through(), 0, 0
    try:
        reads = Reads(chain.connect())
        while time.monotonic() < end:
            found, rest = orders.offers(moment, limit=AT_ONCE, after=after)
            changed += _look(reads, found)
            seen, after = seen + len(found), rest
            orders.look_on(after)
            if after is None:
                break
    except ChainError as error:
        logger().warning("the chain does not answer", why=str(error))
    logger().info("looked", offers=seen, changed=changed)


def _look(reads: Reads, found: "list[Order]") -> int:
    """How many of these can be taken otherwise than before."""
    owners = {(one.currency, one.maker) for one in found}
    with ThreadPoolExecutor(_ASKING) as pool:
        held = pool.map(lambda one: _purse(reads, *one), owners)
        purses = dict(zip(owners, held, strict=True))
        return sum(pool.map(partial(_note, reads, purses), found))


def _note(reads: Reads, purses: "dict[tuple[str, str], int | None]", order: "Order") -> bool:
    """Whether anything was noted."""
    if reads.is_over("market", order.maker, order.nonce, order.counter, order.quantity):
        # The books have that from its log, and take it back with its block: then it is shown as
        # it was last seen, and who takes it is told what holds.
        orders.leave_offers(order.order_id)
        return True
    purse = purses[order.currency, order.maker]
    if purse is None or order.payable == (payable := order.paid_from(purse)):
        return False
    orders.note_payable(order.order_id, payable)
    return True


def _purse(reads: Reads, currency: str, owner: str) -> int | None:
    """None if that is not known now: what was seen before stays."""
    try:
        return reads.purse(currency, owner)
    except RevertedError as error:
        # Of this currency nobody can be paid; the other offers are looked at all the same.
        logger().warning("a currency does not answer", currency=currency, why=str(error))
        return 0
    except RefusedError as error:
        logger().warning("a purse is not known", currency=currency, owner=owner, why=str(error))
        return None


handler = on_event(check_offers)
