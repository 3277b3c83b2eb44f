"""What the API shows of listings and offers."""

from enum import StrEnum
from typing import Literal

from didit360.clock import now, rfc3339
from didit360.http import Model
from nfts.api.selling_fields import told
from nfts.api.selling_guards import edition_of
from nfts.data.selling_reads import SPENT, Reads
from nfts.domain.signed_order import SignedOrder


class OrderState(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    UNCOVERED = "uncovered"
    FILLED = "filled"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    WORK_WITHDRAWN = "work-withdrawn"


class OrderSummary(Model):
    id: str
    kind: Literal["listing", "offer"]
    maker: str
    edition_id: str
    quantity: int
    unit_price: str
    currency: str
    opens_at: str | None
    closes_at: str | None
    taker: str | None
    made_at: str | None
    withdrawn_at: str | None


class OrderView(OrderSummary):
    state: OrderState
    left: int
    nonce: str
    counter: str
    signature: str | None


def summary(signed: SignedOrder) -> OrderSummary:
    order = signed.order
    return OrderSummary(
        id=signed.id,
        kind=order.kind,
        maker=order.maker,
        edition_id=edition_of(order.token_id),
        quantity=order.quantity,
        unit_price=str(order.unit_price),
        currency=order.currency,
        opens_at=told(order.opens_at) if order.opens_at else None,
        closes_at=told(order.closes_at),
        taker=order.taker,
        made_at=told(order.made_at),
        withdrawn_at=rfc3339(signed.withdrawn_at) if signed.withdrawn_at else None,
    )


def view(signed: SignedOrder, reads: Reads, *, offered: bool = True) -> OrderView:
    """As the chain has it now. RevertedError and NodeUnreachableError may come of it.

    Of a work that was withdrawn (not `offered`) nobody is given what takes it.
    """
    state, left = standing(signed, reads, offered=offered)
    return OrderView(
        **dict(summary(signed)),
        state=state,
        left=left,
        nonce=str(signed.order.nonce),
        counter=str(signed.order.counter),
        signature=signed.signature if offered else None,
    )


def standing(signed: SignedOrder, reads: Reads, *, offered: bool = True) -> tuple[OrderState, int]:
    """What has become of it, and how many can be taken."""
    order, moment = signed.order, now().timestamp()
    if not signed.shown:
        return OrderState.WITHDRAWN, 0
    used = reads.used("market", order.maker, order.nonce)
    if used == SPENT or reads.counter("market", order.maker) != order.counter:
        return OrderState.CANCELLED, 0
    left = max(0, order.quantity - used)
    if left == 0:
        return OrderState.FILLED, 0
    if order.closes_at <= moment:
        return OrderState.OVER, 0
    if not offered:
        return OrderState.WORK_WITHDRAWN, 0
    left = min(left, covered(signed, reads))
    if left == 0:
        return OrderState.UNCOVERED, 0
    return (OrderState.WAITING if order.opens_at > moment else OrderState.OPEN), left


def covered(signed: SignedOrder, reads: Reads) -> int:
    """How many its maker can give, or pay for, and has let the Market take."""
    order = signed.order
    if order.kind == "listing":
        allowed = reads.market_may_take(order.maker)
        return reads.held(order.maker, order.token_id) if allowed else 0
    return order.paid_from(reads.purse(order.currency, order.maker))
