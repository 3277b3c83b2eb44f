"""Give somebody the listing or offer that their wallet is to sign, and what it would bring."""

from http import HTTPStatus

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.order_fields import NewOrderDraft, OrderTypedData, drafted
from nfts.api.order_guards import missing_approval
from nfts.api.refusals import asking
from nfts.api.selling_guards import must_take, my_wallet, token_of
from nfts.api.transaction_views import CostView, TransactionView, cost, ready
from nfts.data import orders, wallets
from nfts.domain.costs import resale

# Another draft does no harm: what counts is what is signed.
app = api(safe=True)


class OrderDraft(Model):
    typed_data: OrderTypedData
    approvals: list[TransactionView]
    cost: CostView


@app.post("/orders/drafts", summary="Draft a listing or an offer", status_code=HTTPStatus.CREATED)
def draft_order(body: NewOrderDraft) -> OrderDraft:
    from nfts.data.selling_reads import Reads
    from nfts.domain.signed_order import to_sign

    me = caller(app)
    limits.spend("selling", app)
    maker, token = my_wallet(me, body.wallet), token_of(body.edition_id)
    drafted(body, maker, token, 0, 0)
    offering.must_be_offered(token)
    chain = connected()
    reads, market = Reads(chain), chain.contracts.market
    must_take(chain, reads, "market", body.currency)
    price = int(body.unit_price) * body.quantity
    with asking():
        reads.release(token)
        counter = reads.counter("market", maker)
        division = resale(price, reads.fee_bps("market"), reads.royalty(token, price))
        nonce = orders.draw_nonce(reads, maker)
    order = drafted(body, maker, token, nonce, counter)
    with asking():
        approval = missing_approval(order, chain, reads)
    return OrderDraft(
        typed_data=OrderTypedData.model_validate(to_sign(order, chain.id, market).json()),
        approvals=[ready(chain, maker, *approval)] if approval else [],
        cost=cost(chain, division, body.currency, None, pays=body.kind == "offer"),
    )


for prepare in (offering.prepare, orders.prepare, wallets.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
