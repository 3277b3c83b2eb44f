"""What somebody has: in the linked wallets of the caller, or in any one wallet."""

from enum import StrEnum
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from didit360 import cursors, database
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api.market_fields import Wallet
from nfts.api.market_views import MarketCard, card, moment
from nfts.data import market_people, wallets
from nfts.domain import addresses

app = api()


class Keeping(StrEnum):
    HELD = "held"
    AUCTIONED = "auctioned"
    KEPT = "kept"


class Held(MarketCard):
    wallet: str
    quantity: int
    since: str | None
    state: Keeping = Field(description="who has it for them")
    auction: str | None = Field(description="of `auctioned` and `kept`: its number")
    withdrawn: bool = Field(description="whether nobody finds the work any more")


class Collection(Model):
    items: list[Held]
    next: str | None


@app.get("/collection", summary="List a collection")
def list_collection(
    wallet: Annotated[Wallet | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Collection:
    me = caller(app)
    asked = [wallet] if wallet else [linked.address for linked in wallets.of(me.id)]
    scope = f"collection/{me.id}/{wallet}"
    after = cursors.read(cursor, scope=scope)
    found, rest = market_people.collection(asked, limit=limit, after=after)
    return Collection(
        items=[
            Held(
                **card(row),
                wallet=row["owner"],
                quantity=int(row["quantity"]),
                since=moment(row["since"]),
                state=Keeping(row["state"]),
                auction=None if row["state"] == Keeping.HELD else row["auction"],
                withdrawn=row["withdrawn"],
            )
            for row in found
        ],
        next=cursors.sign(rest, scope=scope),
    )


before_snapshot(database.prepare)
before_snapshot(wallets.prepare)
before_snapshot(addresses.prepare)
handler = app.handler
