"""What an order must be to be kept: all that the contract would look at, before it does."""

from typing import TYPE_CHECKING

from didit360.problems import Conflict, Unprocessable
from nfts.api.refusals import asking
from nfts.api.selling_guards import must_take
from nfts.api.transaction_views import ready
from nfts.data import orders
from nfts.data.selling_reads import SPENT, Reads
from nfts.domain.order import Order

if TYPE_CHECKING:
    from nfts.data.chain import Chain
    from nfts.domain.calls import Call


def must_hold(order: Order, chain: "Chain", reads: Reads) -> None:
    """Of the terms. Unprocessable (422), Conflict (409), NotFound (404)."""
    must_take(chain, reads, "market", order.currency)
    with asking():
        reads.release(order.token_id)
        counter = reads.counter("market", order.maker)
        used = reads.used("market", order.maker, order.nonce)
    if order.nonce >= orders.nonces_drawn(chain, order.maker):
        detail = "The nonce is not one that you were given: ask for a draft, and sign that."
        raise Unprocessable(detail, code="unknown-nonce")
    if order.counter != counter:
        detail = "You have taken back all that you had signed: ask for a new draft."
        raise Conflict(detail, code="cancelled")
    if used == SPENT or used >= order.quantity:
        raise Conflict("Its nonce is used up: ask for a new draft.", code="nonce-used")


def must_be_covered(order: Order, chain: "Chain", reads: Reads) -> None:
    """Its maker has what they promise, and lets the Market take it. Conflict (409)."""
    with asking():
        call = missing_approval(order, chain, reads)
        enough = _has(order, reads)
    if not enough:
        if order.kind == "listing":
            detail = f"{order.maker} does not hold so many."
            raise Conflict(detail, code="not-enough-tokens")
        detail = f"{order.maker} does not have so much of the currency."
        raise Conflict(detail, code="not-enough-funds")
    if call is not None:
        first = ready(chain, order.maker, *call)
        raise Conflict(
            "The Market may not take what is promised yet: send this transaction first.",
            code="approval-missing",
            approvals=[first.model_dump(by_alias=True)],
        )


def missing_approval(order: Order, chain: "Chain", reads: Reads) -> "tuple[Call, str] | None":
    """What the maker has to send first, and what that does."""
    from nfts.domain import trade_calls

    market = chain.contracts.market
    if order.kind == "listing":
        if reads.market_may_take(order.maker):
            return None
        return trade_calls.approve_market(chain.contracts), MARKET_MAY_TAKE
    price = order.unit_price * order.quantity
    if reads.allowance(order.currency, order.maker, market) >= price:
        return None
    return trade_calls.approve_coins(order.currency, market, price), COINS_MAY_BE_TAKEN


MARKET_MAY_TAKE = "Lets the Market take your tokens when they are sold. Once for all of them."
COINS_MAY_BE_TAKEN = "Lets the contract take the price, and no more, in this currency."


def _has(order: Order, reads: Reads) -> bool:
    if order.kind == "listing":
        return reads.held(order.maker, order.token_id) >= order.quantity
    return reads.coins(order.currency, order.maker) >= order.unit_price * order.quantity
