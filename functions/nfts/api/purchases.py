"""What is bought or taken, by its kind: the call that does it, what it costs, what it needs first.

What the contract would refuse for a reason that we can see is told before it is tried: of what
needs an approval first nothing can be tried.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from didit360.clock import now
from didit360.problems import Conflict, NotFound
from nfts.api.offering import must_be_offered
from nfts.api.order_guards import COINS_MAY_BE_TAKEN, MARKET_MAY_TAKE
from nfts.api.order_views import OrderState, standing
from nfts.api.refusals import asking
from nfts.data import orders, vouchers
from nfts.data.selling_reads import SPENT, House, Reads
from nfts.domain.costs import Division, first_sale, resale
from nfts.domain.currency import NATIVE, ZERO, told

if TYPE_CHECKING:
    from nfts.domain.calls import Call
    from nfts.domain.signed_order import SignedOrder


@dataclass(frozen=True, slots=True)
class Deal:
    call: "Call"
    does: str
    division: Division
    currency: str
    until: int | None = None
    pays: bool = True
    approvals: "list[tuple[Call, str]]" = field(default_factory=list)


def of_sale(reads: Reads, wallet: str, token: int, quantity: int) -> Deal:
    """From the open sale of an edition."""
    from nfts.domain import trade_calls

    must_be_offered(token)
    with asking():
        release, sale = reads.release(token), reads.sale(token)
        fee_bps = reads.fee_bps("releases")
    _must_be_open(sale["opensAt"], sale["closesAt"])
    left = release["release"]["maxSupply"] - release["minted"]
    if quantity > left:
        raise Conflict(f"Of the edition {left} are left.", code="sold-out")
    currency, price = told(sale["currency"]), sale["price"] * quantity
    return Deal(
        call=trade_calls.buy_first(reads.chain.contracts, token, quantity, currency, price),
        does=f"Buys {quantity} of the edition.",
        division=first_sale(price, fee_bps),
        currency=currency,
        until=sale["closesAt"],
        approvals=_paying(reads, wallet, "releases", currency, price),
    )


def of_voucher(reads: Reads, wallet: str, voucher_id: str, quantity: int) -> Deal:
    """Minted by a voucher of the edition's artist."""
    from nfts.domain import merkle, trade_calls

    voucher = vouchers.get(voucher_id)
    must_be_offered(voucher.edition_id)
    if voucher.revoked_at:
        raise Conflict("The voucher was taken back.", code="cancelled")
    _must_be_open(voucher.opens_at, voucher.closes_at)
    if not voucher.is_for(wallet):
        raise Conflict("The wallet is not on the voucher's list.", code="not-on-allow-list")
    with asking():
        used = reads.used("releases", voucher.signer, voucher.nonce)
        fee_bps = reads.fee_bps("releases")
    if used == SPENT:
        raise Conflict("The voucher was taken back.", code="cancelled")
    if quantity > voucher.max_quantity - used:
        detail = f"{voucher.max_quantity - used} are left of it."
        raise Conflict(detail, code="not-enough-left")
    price = voucher.price * quantity
    call = trade_calls.redeem(
        reads.chain.contracts,
        voucher.message(),
        bytes.fromhex(voucher.signature[2:]),
        merkle.proof(voucher.wallets, wallet),
        wallet,
        quantity,
        price if voucher.currency == NATIVE else 0,
    )
    return Deal(
        call=call,
        does=f"Redeems the voucher for {quantity}.",
        division=first_sale(price, fee_bps),
        currency=voucher.currency,
        until=voucher.closes_at,
        approvals=_paying(reads, wallet, "releases", voucher.currency, price),
    )


def of_listing(reads: Reads, wallet: str, order_id: str, quantity: int) -> Deal:
    """From somebody who has listed theirs."""
    from nfts.domain import trade_calls

    signed = _takeable(reads, wallet, order_id, "listing", quantity)
    order, division = signed.order, _resold(reads, signed, quantity)
    value = division.price if order.currency == NATIVE else 0
    signature = bytes.fromhex(signed.signature[2:])
    return Deal(
        call=trade_calls.buy_listed(
            reads.chain.contracts, order, signature, quantity, wallet, value
        ),
        does=f"Buys {quantity} of the edition from {order.maker}.",
        division=division,
        currency=order.currency,
        until=order.closes_at,
        approvals=_paying(reads, wallet, "market", order.currency, division.price),
    )


def of_offer(reads: Reads, wallet: str, order_id: str, quantity: int) -> Deal:
    """Sold to somebody who has offered for it."""
    from nfts.domain import trade_calls

    signed = _takeable(reads, wallet, order_id, "offer", quantity)
    order, contracts = signed.order, reads.chain.contracts
    with asking():
        held = reads.held(wallet, order.token_id)
        approved = reads.market_may_take(wallet)
    if held < quantity:
        raise Conflict(f"{wallet} holds {held} of it.", code="not-enough-tokens")
    signature = bytes.fromhex(signed.signature[2:])
    return Deal(
        call=trade_calls.accept_offer(contracts, order, signature, quantity),
        does=f"Sells {quantity} of the edition to {order.maker}.",
        division=_resold(reads, signed, quantity),
        currency=order.currency,
        until=order.closes_at,
        pays=False,
        approvals=[] if approved else [(trade_calls.approve_market(contracts), MARKET_MAY_TAKE)],
    )


def of_bid(reads: Reads, wallet: str, number: int, amount: int | None) -> Deal:
    """A bid in an auction; without an amount, the least that is taken."""
    from nfts.domain import trade_calls

    with asking():
        auction, least = reads.auction(number), reads.least_bid(number)
    if auction["seller"] == ZERO or auction["over"]:
        raise NotFound("There is no such auction, or it is over.", code="no-such-auction")
    must_be_offered(auction["id"])
    if not auction["startsAt"] <= now().timestamp() < auction["endsAt"]:
        raise Conflict("No bids are taken now.", code="not-bidding-time")
    bid = least if amount is None else amount
    if bid < least:
        raise Conflict(f"The next bid is {least} at least.", code="bid-too-low")
    currency = told(auction["currency"])
    with asking():
        royalty = reads.royalty(auction["id"], bid)
    value = bid if currency == NATIVE else 0
    return Deal(
        call=trade_calls.bid(reads.chain.contracts, number, bid, value),
        does=f"Bids {bid} in auction {number}. If you are outbid, it is yours to withdraw.",
        division=resale(bid, auction["feeBps"], royalty),
        currency=currency,
        until=auction["endsAt"],
        approvals=_paying(reads, wallet, "market", currency, bid),
    )


def _takeable(reads: Reads, wallet: str, order_id: str, kind: str, quantity: int) -> "SignedOrder":
    """OrderNotFoundError, Conflict (409) when it can't be taken, or not so many."""
    signed = orders.get(order_id)
    if signed.order.kind != kind:
        raise orders.OrderNotFoundError
    must_be_offered(signed.order.token_id)
    with asking():
        state, left = standing(signed, reads)
    match state:
        case OrderState.WITHDRAWN | OrderState.CANCELLED:
            raise Conflict("It was taken back, or used up.", code="cancelled")
        case OrderState.WAITING | OrderState.OVER:
            raise Conflict("It is not open yet, or over.", code="not-open")
        case OrderState.FILLED:
            raise Conflict("All of it is taken.", code="not-enough-left")
        case OrderState.UNCOVERED:
            detail = "Its maker has not enough any more, or lets the Market take none."
            raise Conflict(detail, code="not-covered")
    if quantity > left:
        raise Conflict(f"{left} are left of it.", code="not-enough-left")
    if signed.order.taker not in (None, wallet):
        raise Conflict(f"It is for {signed.order.taker} alone.", code="not-for-you")
    return signed


def _resold(reads: Reads, signed: "SignedOrder", quantity: int) -> Division:
    price = signed.order.unit_price * quantity
    with asking():
        royalty = reads.royalty(signed.order.token_id, price)
        return resale(price, reads.fee_bps("market"), royalty)


def _paying(
    reads: Reads, wallet: str, house: House, currency: str, price: int
) -> "list[tuple[Call, str]]":
    """The approval that an ERC-20 needs first. Conflict (409) of who has too little."""
    from nfts.domain import trade_calls

    with asking():
        held = reads.coins(currency, wallet)
        if held < price:
            detail = f"{wallet} has {held} of the {price} that it costs."
            raise Conflict(detail, code="not-enough-funds")
        if currency == NATIVE:
            return []
        spender = reads.address(house)
        if reads.allowance(currency, wallet, spender) >= price:
            return []
    return [(trade_calls.approve_coins(currency, spender, price), COINS_MAY_BE_TAKEN)]


def _must_be_open(opens_at: int, closes_at: int) -> None:
    moment = now().timestamp()
    if moment < opens_at:
        raise Conflict("It is not open yet.", code="not-open")
    if moment >= closes_at:
        raise Conflict("It is over, or not on sale.", code="not-open")
