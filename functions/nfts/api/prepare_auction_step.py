"""Prepare what follows in an auction: settling it, taking it back, claiming what waits in it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import Field

from didit360 import limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict, NotFound
from nfts.api import selling
from nfts.api.auction_views import found
from nfts.api.chain_access import connected
from nfts.api.chain_fields import Address, LinkedAddress
from nfts.api.selling_fields import AuctionInPath
from nfts.api.selling_guards import my_wallet
from nfts.api.transaction_views import PreparedView, prepared
from nfts.data import wallets
from nfts.domain.currency import ZERO

if TYPE_CHECKING:
    from nfts.domain.blocks import Contracts
    from nfts.domain.calls import Call

# It only prepares: asked again, it is the same with today's fees.
app = api(safe=True)


class AuctionStep(StrEnum):
    SETTLE = "settle"
    CANCEL = "cancel"
    CLAIM = "claim"


class NewAuctionStep(Model):
    step: AuctionStep
    wallet: LinkedAddress | None = None
    to: Address | None = Field(
        None, description="of a claim: where the tokens go; null: to the wallet itself"
    )


@app.post("/auctions/<auction>/steps", summary="Prepare to settle, cancel or claim an auction")
def prepare_auction_step(auction: AuctionInPath, body: NewAuctionStep) -> PreparedView:
    from nfts.data.selling_reads import Reads

    me = caller(app)
    limits.spend("selling", app)
    wallet = my_wallet(me, body.wallet)
    chain = connected()
    on = found(Reads(chain), int(auction))
    _must_do(body.step, on, wallet)
    call, does = _call(chain.contracts, int(auction), body.step, body.to or wallet)
    return prepared(chain, wallet, call, does)


def _must_do(step: AuctionStep, on: dict[str, Any], wallet: str) -> None:
    if step is AuctionStep.CLAIM:
        if on["holder"] != wallet:
            raise Conflict("Nothing waits for this wallet.", code="nothing-to-claim")
        return
    if on["over"]:
        raise NotFound("There is no such auction, or it is over.", code="no-such-auction")
    if step is AuctionStep.SETTLE and now().timestamp() < on["endsAt"]:
        raise Conflict("The auction still runs.", code="auction-runs")
    if step is AuctionStep.CANCEL and on["seller"] != wallet:
        raise Conflict("Only the wallet that made it may do this.", code="not-the-seller")
    if step is AuctionStep.CANCEL and on["bidder"] != ZERO:
        raise Conflict("There is a bid: it can't be taken back.", code="has-bid")


def _call(contracts: "Contracts", auction: int, step: AuctionStep, to: str) -> "tuple[Call, str]":
    from nfts.domain import trade_calls

    match step:
        case AuctionStep.SETTLE:
            does = "Ends the auction: the tokens go to the winner, the money to who sold."
            return trade_calls.settle(contracts, auction), does
        case AuctionStep.CANCEL:
            return trade_calls.cancel_auction(contracts, auction), "Takes the auction back."
        case AuctionStep.CLAIM:
            return trade_calls.claim(contracts, auction, to), f"Sends what waits to {to}."


before_snapshot(wallets.prepare)
before_snapshot(selling.prepare)
handler = app.handler
