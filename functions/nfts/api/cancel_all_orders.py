"""Prepare what takes back all that a wallet has signed for the market, wherever copies are."""

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api import selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import LinkedAddress
from nfts.api.selling_guards import my_wallet
from nfts.api.transaction_views import PreparedView, prepared
from nfts.data import wallets

# It only prepares: asked again, it is the same with today's fees.
app = api(safe=True)


class AllOrders(Model):
    wallet: LinkedAddress | None = None


@app.post("/orders/cancellations", summary="Prepare to cancel all orders of a wallet")
def cancel_all_orders(body: AllOrders) -> PreparedView:
    from nfts.domain import trade_calls

    me = caller(app)
    limits.spend("selling", app)
    chain = connected()
    call = trade_calls.cancel_all_orders(chain.contracts)
    return prepared(chain, my_wallet(me, body.wallet), call, "Takes back all that you signed.")


before_snapshot(wallets.prepare)
before_snapshot(selling.prepare)
handler = app.handler
