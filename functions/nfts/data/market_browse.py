"""Browse the market: every filter with every order is one walk along an index, from a place on."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, LiteralString

from didit360 import database
from didit360.clock import now


class Sort(StrEnum):
    NEWEST = "newest"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    ENDING = "ending"
    MOST_SOLD = "most-sold"


@dataclass(frozen=True, slots=True)
class Filters:
    q: str | None = None
    how: str | None = None
    """sale, listing or auction."""
    kind: str | None = None
    edition_kind: str | None = None
    artist_id: str | None = None
    genre: str | None = None
    currency: str | None = None
    price_from: str | None = None
    price_to: str | None = None


Lot = dict[str, Any]
"""Amounts are texts in it: what is sorted is the table's own column."""
Key = dict[str, Any] | None

_LOTS: LiteralString = """
select lot_id, token_id::text, how, source, seller, price::text, currency, quantity::text,
    opens_at, closes_at, listed_at, sold::text, edition_id, kind, edition_kind, artist_id, title,
    artist_name, genres, explicit, artwork
from lots
where opens_at <= %(now)s and closes_at > %(now)s
    and (%(how)s::text is null or how = %(how)s)
    and (%(kind)s::text is null or kind = %(kind)s)
    and (%(edition_kind)s::text is null or edition_kind = %(edition_kind)s)
    and (%(artist_id)s::text is null or artist_id = %(artist_id)s)
    and (%(genre)s::text is null or genres @> array[%(genre)s::text])
    and (%(currency)s::text is null or currency = %(currency)s)
    and (%(price_from)s::numeric is null or price >= %(price_from)s::numeric)
    and (%(price_to)s::numeric is null or price <= %(price_to)s::numeric)
    and (%(q)s::text is null or document @@ to_tsquery(
        'pg_catalog.simple', replace(nullif(market_fold(%(q)s), ''), ' ', ':* & ') || ':*'
    ))
"""

_ORDERS: dict[Sort, LiteralString] = {
    Sort.NEWEST: """
    and (%(id)s::text is null or (listed_at, lot_id) < (%(value)s::bigint, %(id)s))
order by lots.listed_at desc, lot_id desc limit %(limit)s
""",
    Sort.CHEAPEST: """
    and (%(id)s::text is null or (price, lot_id) > (%(value)s::numeric, %(id)s))
order by lots.price, lot_id limit %(limit)s
""",
    Sort.DEAREST: """
    and (%(id)s::text is null or (price, lot_id) < (%(value)s::numeric, %(id)s))
order by lots.price desc, lot_id desc limit %(limit)s
""",
    Sort.ENDING: """
    and (%(id)s::text is null or (closes_at, lot_id) > (%(value)s::bigint, %(id)s))
order by lots.closes_at, lot_id limit %(limit)s
""",
    Sort.MOST_SOLD: """
    and (%(id)s::text is null or (sold, lot_id) < (%(value)s::numeric, %(id)s))
order by lots.sold desc, lot_id desc limit %(limit)s
""",
}
_PAGES: dict[Sort, LiteralString] = {sort: _LOTS + order for sort, order in _ORDERS.items()}
_VALUE = {
    Sort.NEWEST: "listed_at",
    Sort.CHEAPEST: "price",
    Sort.DEAREST: "price",
    Sort.ENDING: "closes_at",
    Sort.MOST_SOLD: "sold",
}


def browse(filters: Filters, sort: Sort, *, limit: int, after: Key) -> tuple[list[Lot], Key]:
    """What can be bought now. Prices are of one currency: `filters` says which, to sort by them."""
    rows = database.all(
        _PAGES[sort],
        asdict(filters)
        | {"now": int(now().timestamp()), "limit": limit + 1}
        | (after or {"id": None, "value": None}),
    )
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], {"id": last["lot_id"], "value": str(last[_VALUE[sort]])}
