"""Prepare an auction of what somebody holds: the transaction that makes it, looked at first."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from didit360 import limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.inputs import NUMBER, Moment
from didit360.problems import Conflict, Unprocessable
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import LinkedAddress
from nfts.api.order_guards import MARKET_MAY_TAKE
from nfts.api.refusals import asking
from nfts.api.selling_fields import Amount, CurrencyCode, EditionId, Quantity, seconds
from nfts.api.selling_guards import must_take, my_wallet, token_of
from nfts.api.transaction_views import PreparedView, prepared
from nfts.data import wallets
from nfts.domain.costs import resale
from nfts.domain.currency import NATIVE

if TYPE_CHECKING:
    from nfts.domain.trade_calls import AuctionTerms

# It only prepares: asked again, it is the same with today's fees.
app = api(safe=True)

MOST_SECONDS = 30 * 24 * 3600
"""From making an auction to its end (contracts/src/base/Auctions.sol)."""


class NewAuction(Model):
    edition_id: EditionId
    quantity: Quantity = 1
    wallet: LinkedAddress | None = None
    currency: CurrencyCode = NATIVE
    reserve: Amount
    min_raise_bps: Annotated[int, Field(ge=100, le=5000), NUMBER] = 500
    starts_at: Moment | None = None
    ends_at: Moment


@app.post("/auctions", summary="Prepare an auction")
def prepare_auction(body: NewAuction) -> PreparedView:
    from nfts.data.selling_reads import Reads
    from nfts.domain import trade_calls

    me = caller(app)
    limits.spend("selling", app)
    wallet, terms = my_wallet(me, body.wallet), _terms(body)
    offering.must_be_offered(terms.token)
    chain = connected()
    reads = Reads(chain)
    must_take(chain, reads, "market", body.currency)
    with asking():
        held = reads.held(wallet, terms.token)
        approved = reads.market_may_take(wallet)
        royalty = reads.royalty(terms.token, terms.reserve)
        fee_bps = reads.fee_bps("market")
    if held < terms.quantity:
        raise Conflict(f"{wallet} holds {held} of it.", code="not-enough-tokens")
    first = [] if approved else [(trade_calls.approve_market(chain.contracts), MARKET_MAY_TAKE)]
    return prepared(
        chain,
        wallet,
        trade_calls.create_auction(chain.contracts, terms),
        f"Auctions {terms.quantity} of the edition; they wait in the Market until it is over.",
        approvals=first,
        division=resale(terms.reserve, fee_bps, royalty),
        currency=body.currency,
        pays=False,
        until=terms.ends_at,
    )


def _terms(said: NewAuction) -> "AuctionTerms":
    from nfts.domain.trade_calls import AuctionTerms

    moment = int(now().timestamp())
    starts, ends = seconds(said.starts_at, 0), seconds(said.ends_at, 0)
    if not max(starts, moment) < ends <= moment + MOST_SECONDS:
        raise Unprocessable("An auction ends after it starts, within 30 days.", code="window")
    return AuctionTerms(
        token=token_of(said.edition_id),
        quantity=said.quantity,
        currency=said.currency,
        reserve=int(said.reserve),
        min_raise_bps=said.min_raise_bps,
        starts_at=starts,
        ends_at=ends,
    )


before_snapshot(offering.prepare)
before_snapshot(wallets.prepare)
before_snapshot(selling.prepare)
handler = app.handler
