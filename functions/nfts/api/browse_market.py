"""Browse what can be bought: first sales, listings and auctions of minted editions."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors, database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Unprocessable
from didit360.text import ONE_LINE
from nfts.api.market_fields import Amount, Currency, Genre
from nfts.api.market_views import How, Lot, WorkKind, lot
from nfts.data import market_browse
from nfts.data.market_browse import Filters, Sort
from nfts.domain import addresses
from nfts.domain.edition import Kind
from nfts.domain.ledger import NATIVE

app = api()


class Lots(Model):
    items: list[Lot]
    next: str | None


@app.get("/market", summary="Browse the market")
def browse_market(
    q: Annotated[str | None, Query(min_length=1, max_length=100, pattern=ONE_LINE)] = None,
    how: Annotated[How | None, Query()] = None,
    work_kind: Annotated[WorkKind | None, Query()] = None,
    kind: Annotated[Kind | None, Query()] = None,
    artist_id: Annotated[str | None, Query(min_length=1, max_length=64, pattern=ONE_LINE)] = None,
    genre: Annotated[Genre | None, Query()] = None,
    currency: Annotated[Currency | None, Query()] = None,
    price_from: Annotated[Amount | None, Query()] = None,
    price_to: Annotated[Amount | None, Query()] = None,
    sort: Annotated[Sort, Query()] = Sort.NEWEST,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Lots:
    me = caller(app)
    limits.spend("search", app)
    by_price = sort in (Sort.CHEAPEST, Sort.DEAREST)
    if currency is None and (by_price or price_from is not None or price_to is not None):
        currency = NATIVE
    if price_from and price_to and int(price_from) > int(price_to):
        raise Unprocessable("price_from is above price_to.", code="prices-reversed")
    filters = Filters(
        q=q,
        how=how,
        kind=work_kind,
        edition_kind=kind,
        artist_id=artist_id,
        genre=genre,
        currency=currency,
        price_from=price_from,
        price_to=price_to,
    )
    scope = f"market/{me.id}/{sort}/{filters}"
    after = cursors.read(cursor, scope=scope)
    found, rest = market_browse.browse(filters, sort, limit=limit, after=after)
    return Lots(items=[lot(row) for row in found], next=cursors.sign(rest, scope=scope))


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
before_snapshot(addresses.prepare)
handler = app.handler
