"""Show an order no more, and give its maker what cancels it on the chain too."""

from pydantic import Field

from didit360 import limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api import selling
from nfts.api.chain_access import connected
from nfts.api.order_views import OrderSummary, summary
from nfts.api.transaction_views import PreparedView, prepared
from nfts.data import orders

app = api()

WARNING = (
    "It is shown no more. Whoever kept a copy of the signature can still take it until it closes, "
    "or until you have sent this transaction."
)


class WithdrawnOrder(Model):
    order: OrderSummary
    warning: str = Field(description="for its maker to read")
    cancel: PreparedView = Field(description="what cancels it for everybody, on the chain")


@app.delete("/orders/<order_id>", summary="Show an order no more")
def withdraw_order(order_id: str) -> WithdrawnOrder:
    from nfts.domain import trade_calls

    me = caller(app)
    limits.spend("selling", app)
    if orders.get(order_id).person_id != me.id:
        raise orders.OrderNotFoundError
    order = orders.withdraw(order_id, now())
    chain = connected()
    call = trade_calls.cancel_orders(chain.contracts, [order.order.nonce])
    return WithdrawnOrder(
        order=summary(order),
        warning=WARNING,
        cancel=prepared(chain, order.order.maker, call, "Cancels the order for everybody."),
    )


before_snapshot(orders.prepare)
before_snapshot(selling.prepare)
handler = app.handler
