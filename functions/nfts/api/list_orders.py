"""List the caller's listings and offers, the last made first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api.order_views import OrderSummary, summary
from nfts.data import orders

app = api()


class Orders(Model):
    items: list[OrderSummary]
    next: str | None


@app.get("/orders", summary="My listings and offers")
def list_orders(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Orders:
    me = caller(app)
    scope = f"orders/{me.id}"
    found, rest = orders.by_person(me.id, limit=limit, after=cursors.read(cursor, scope=scope))
    return Orders(items=[summary(one) for one in found], next=cursors.sign(rest, scope=scope))


before_snapshot(orders.prepare)
handler = app.handler
