"""What the API shows of auctions, as the chain has them."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from didit360.clock import now
from didit360.http import Model
from didit360.problems import NotFound
from nfts.api.refusals import asking
from nfts.api.selling_fields import told as told_moment
from nfts.api.selling_guards import edition_of
from nfts.api.transaction_views import CurrencyView, currency_of
from nfts.domain.currency import ZERO, told

if TYPE_CHECKING:
    from nfts.data.selling_reads import Reads


class AuctionState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    SETTLED = "settled"


class AuctionView(Model):
    number: str
    edition_id: str
    seller: str
    quantity: int
    currency: CurrencyView
    reserve: str
    bid: str | None
    bidder: str | None
    least_bid: str | None
    min_raise_bps: int
    starts_at: str | None
    ends_at: str | None
    state: AuctionState
    kept_for: str | None


def found(reads: "Reads", number: int) -> dict[str, Any]:
    """NotFound (404)."""
    with asking():
        auction = reads.auction(number)
    if auction["seller"] == ZERO:
        raise NotFound("There is no such auction.", code="no-such-auction")
    return auction


def view(reads: "Reads", number: int) -> AuctionView:
    auction = found(reads, number)
    state = _state(auction)
    least = None
    if state in (AuctionState.WAITING, AuctionState.RUNNING):
        with asking():
            least = str(reads.least_bid(number))
    return AuctionView(
        number=str(number),
        edition_id=edition_of(auction["id"]),
        seller=auction["seller"],
        quantity=auction["quantity"],
        currency=currency_of(reads.chain, told(auction["currency"])),
        reserve=str(auction["reserve"]),
        bid=str(auction["bid"]) if auction["bid"] else None,
        bidder=_somebody(auction["bidder"]),
        least_bid=least,
        min_raise_bps=auction["minRaiseBps"],
        starts_at=told_moment(auction["startsAt"]) if auction["startsAt"] else None,
        ends_at=told_moment(auction["endsAt"]),
        state=state,
        kept_for=_somebody(auction["holder"]),
    )


def _state(auction: dict[str, Any]) -> AuctionState:
    moment = now().timestamp()
    if auction["over"]:
        return AuctionState.SETTLED
    if moment < auction["startsAt"]:
        return AuctionState.WAITING
    return AuctionState.RUNNING if moment < auction["endsAt"] else AuctionState.ENDED


def _somebody(address: str) -> str | None:
    return None if address == ZERO else address
