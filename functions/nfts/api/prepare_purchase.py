"""Prepare what somebody buys or takes: the transaction for their wallet, and what it costs."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Unprocessable
from nfts.api import offering, purchases, selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import LinkedAddress
from nfts.api.selling_fields import Amount, Quantity
from nfts.api.selling_guards import my_wallet, token_of
from nfts.api.transaction_views import PreparedView, prepared
from nfts.data import orders, vouchers, wallets

if TYPE_CHECKING:
    from nfts.data.selling_reads import Reads

# It only prepares: asked again, it is the same with today's fees.
app = api(safe=True)


class PurchaseKind(StrEnum):
    SALE = "sale"
    VOUCHER = "voucher"
    LISTING = "listing"
    OFFER = "offer"
    BID = "bid"


class Purchase(Model):
    kind: PurchaseKind
    id: Annotated[str, StringConstraints(max_length=40, pattern=r"^[0-9A-Za-z_]+$")] = Field(
        description="`edn_...` of a sale, `vch_...`, `ord_...`, or the number of an auction"
    )
    quantity: Quantity = 1
    wallet: LinkedAddress | None = None
    amount: Amount | None = Field(
        None, description="of a bid, in all; null: the least that is taken"
    )


@app.post("/purchases", summary="Prepare to buy, bid, or take an offer")
def prepare_purchase(body: Purchase) -> PreparedView:
    from nfts.data.selling_reads import Reads

    me = caller(app)
    limits.spend("selling", app)
    wallet = my_wallet(me, body.wallet)
    chain = connected()
    deal = _deal(Reads(chain), wallet, body)
    return prepared(
        chain,
        wallet,
        deal.call,
        deal.does,
        approvals=deal.approvals,
        division=deal.division,
        currency=deal.currency,
        pays=deal.pays,
        until=deal.until,
    )


def _deal(reads: "Reads", wallet: str, body: Purchase) -> purchases.Deal:
    match body.kind:
        case PurchaseKind.SALE:
            return purchases.of_sale(reads, wallet, token_of(body.id), body.quantity)
        case PurchaseKind.VOUCHER:
            return purchases.of_voucher(reads, wallet, body.id, body.quantity)
        case PurchaseKind.LISTING:
            return purchases.of_listing(reads, wallet, body.id, body.quantity)
        case PurchaseKind.OFFER:
            return purchases.of_offer(reads, wallet, body.id, body.quantity)
        case PurchaseKind.BID:
            if not body.id.isascii() or not body.id.isdigit():
                raise Unprocessable("An auction has a number.", code="auction")
            amount = None if body.amount is None else int(body.amount)
            return purchases.of_bid(reads, wallet, int(body.id), amount)


for prepare in (
    offering.prepare,
    orders.prepare,
    vouchers.prepare,
    wallets.prepare,
    selling.prepare,
):
    before_snapshot(prepare)
handler = app.handler
