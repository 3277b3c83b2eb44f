"""Show a listing or an offer, and how many of it can be taken as the chain stands now."""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.order_views import OrderView, view
from nfts.api.refusals import asking
from nfts.api.selling_guards import edition_of
from nfts.data import orders

app = api()


@app.get("/orders/<order_id>", summary="A listing or an offer")
def get_order(order_id: str) -> OrderView:
    from nfts.data.selling_reads import Reads

    me = caller(app)
    order = orders.get(order_id)
    if not order.shown and order.person_id != me.id:
        raise orders.OrderNotFoundError
    offered = offering.is_offered(edition_of(order.order.token_id))
    with asking():
        return view(order, Reads(connected()), offered=offered)


before_snapshot(offering.prepare)
before_snapshot(orders.prepare)
before_snapshot(selling.prepare)
handler = app.handler
