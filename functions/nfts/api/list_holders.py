"""Who holds an edition: their wallets, those with the most first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors, database
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api.market_fields import token_of
from nfts.api.market_views import NotInMarketError, moment
from nfts.data import market_item, market_people

app = api()


class Holder(Model):
    """Whose a wallet is, nobody is told."""

    address: str
    quantity: int
    since: str | None


class Holders(Model):
    items: list[Holder]
    next: str | None


@app.get("/market/<edition_id>/holders", summary="List an edition's holders")
def list_holders(
    edition_id: str,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Holders:
    caller(app)
    token = token_of(edition_id)
    if market_item.find(token) is None:
        raise NotInMarketError
    scope = f"holders/{edition_id}"
    after = cursors.read(cursor, scope=scope)
    found, rest = market_people.holders(token, limit=limit, after=after)
    return Holders(
        items=[
            Holder(address=row["owner"], quantity=int(row["quantity"]), since=moment(row["since"]))
            for row in found
        ],
        next=cursors.sign(rest, scope=scope),
    )


before_snapshot(database.prepare)
handler = app.handler
