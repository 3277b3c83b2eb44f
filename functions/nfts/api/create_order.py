"""Show a listing or an offer in the market: its signature is looked at before it is kept."""

from dataclasses import replace
from http import HTTPStatus

from didit360 import limits
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Unprocessable
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import signature_bytes
from nfts.api.order_fields import NewOrder, said_order
from nfts.api.order_guards import must_be_covered, must_hold
from nfts.api.order_views import OrderView, view
from nfts.api.refusals import asking
from nfts.api.selling_guards import my_wallet
from nfts.data import orders, wallets
from nfts.domain.signed_order import SignedOrder, id_of

app = api()


@app.post("/orders", summary="Show a listing or an offer", status_code=HTTPStatus.CREATED)
def create_order(body: NewOrder) -> OrderView:
    from nfts.data import signatures
    from nfts.data.selling_reads import Reads
    from nfts.domain.signed_order import to_sign

    me = caller(app)
    limits.spend("selling", app)
    order = said_order(body)
    my_wallet(me, order.maker)
    offering.must_be_offered(order.token_id)
    chain = connected()
    reads, market = Reads(chain), chain.contracts.market
    digest = to_sign(order, chain.id, market).digest()
    signature = signatures.canonical(signature_bytes(body.signature))
    with asking():
        signed = signatures.holds_on_chain(order.maker, digest, signature, chain)
    if not signed:
        detail = f"The signature is not {order.maker}'s over this order."
        raise Unprocessable(detail, code="wrong-signature")
    must_hold(order, chain, reads)
    must_be_covered(order, chain, reads)
    kept = orders.keep(
        SignedOrder(
            order=replace(order, order_id=id_of(digest)),
            person_id=me.id,
            signature="0x" + signature.hex(),
            chain_id=chain.id,
            market=market,
        )
    )
    with asking():
        return view(kept, reads)


for prepare in (offering.prepare, orders.prepare, wallets.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
