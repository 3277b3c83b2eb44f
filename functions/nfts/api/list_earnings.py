"""What the caller's wallets have earned, and what of it can be withdrawn now."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors, database
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.data import market_people, wallets

app = api()


class SplitShare(Model):
    """The caller's part in a split, and how the split stands. Amounts are the whole split's."""

    weight: int
    received: str
    undivided: str
    on_the_way: str
    edition_ids: list[str]


class Earning(Model):
    source: Literal["split", "releases", "market"]
    contract: str
    wallet: str
    currency: str
    earned: str
    withdrawn: str
    withdrawable: str
    split: SplitShare | None


class Earnings(Model):
    items: list[Earning]
    next: str | None


@app.get("/earnings", summary="List what I have earned")
def list_earnings(
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Earnings:
    me = caller(app)
    scope = f"earnings/{me.id}"
    found, rest = market_people.earnings(
        [wallet.address for wallet in wallets.of(me.id)],
        limit=limit,
        after=cursors.read(cursor, scope=scope),
    )
    return Earnings(items=[_earning(row) for row in found], next=cursors.sign(rest, scope=scope))


def _earning(row: dict[str, Any]) -> Earning:
    fields = ("source", "contract", "wallet", "currency", "earned", "withdrawn", "withdrawable")
    return Earning(**{name: row[name] for name in fields}, split=_share(row))


def _share(row: dict[str, Any]) -> SplitShare | None:
    if row["weight"] is None:
        return None
    fields = ("weight", "received", "undivided", "on_the_way", "edition_ids")
    return SplitShare(**{name: row[name] for name in fields})


before_snapshot(database.prepare)
before_snapshot(wallets.prepare)
handler = app.handler
