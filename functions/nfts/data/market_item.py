"""One edition in the market: its terms, and what goes on about it."""

from typing import Any

from didit360 import database
from didit360.clock import now

MOST = 20
"""Of listings, offers, sales that are shown beside an edition."""

Row = dict[str, Any]

_ITEM = """
select t.token_id::text, t.artist, t.payout, t.max_supply, t.closes_at, t.royalty_bps,
    t.content_hash, t.uri, t.frozen, t.published_at, t.sale_price::text, t.sale_currency,
    t.sale_opens_at, t.sale_closes_at, t.sale_per_wallet, coalesce(n.minted, 0)::bigint as minted,
    coalesce(n.sold, 0)::bigint as sold, coalesce(n.resold, 0)::bigint as resold,
    coalesce(r.paused, false) as sale_paused, coalesce(m.paused, false) as market_paused,
    c.edition_id, c.work_id, c.kind, c.edition_kind, c.artist_id, c.title, c.artist_name, c.genres,
    c.explicit, c.artwork, c.offered,
    (
        select count(*) from holdings h
        where h.token_id = t.token_id and h.quantity > 0 and h.owner is distinct from m.address
    ) as holders
from tokens t join catalogue c using (token_id)
left join token_counts n using (token_id)
left join houses r on r.contract = 'releases'
left join houses m on m.contract = 'market'
where t.token_id = %s::numeric
"""

_ORDERS = """
select order_id, kind, maker, takeable::bigint as quantity, unit_price::text, currency, opens_at,
    closes_at, taker, made_at
from orders
where token_id = %(token)s::numeric and kind = %(kind)s and takeable > 0
    and opens_at <= %(now)s and closes_at > %(now)s
    and (taker is null or taker = any(%(wallets)s) or maker = any(%(wallets)s))
    and (
        currency = 'native' or exists (
            select from currencies c where c.contract = 'market' and c.currency = orders.currency
        )
    )
order by currency <> 'native', currency,
    case kind when 'offer' then -unit_price else unit_price end, order_id
limit %(limit)s
"""

_AUCTIONS = """
select auction::text, seller, quantity, currency, reserve::text, min_raise_bps, starts_at, ends_at,
    bid::text, bidder, bids
from auctions where token_id = %s::numeric and state = 'running' order by ends_at, auction limit %s
"""

_SALES = """
select how, seller, buyer, quantity::bigint, price::text, currency, royalty::text, fee::text,
    tx_hash, at
from sales where token_id = %s::numeric order by block desc, index desc limit %s
"""


def find(token_id: int) -> Row | None:
    return database.one(_ITEM, [str(token_id)])


def orders(token_id: int, kind: str, wallets: list[str]) -> list[Row]:
    """The best that can be taken now: by anyone, or by (or of) one of these wallets."""
    moment = int(now().timestamp())
    asked = {"token": str(token_id), "kind": kind, "wallets": wallets, "now": moment}
    return database.all(_ORDERS, asked | {"limit": MOST})


def auctions(token_id: int) -> list[Row]:
    """Those that are not settled, over or not."""
    return database.all(_AUCTIONS, [str(token_id), MOST])


def sales(token_id: int) -> list[Row]:
    """The latest first."""
    return database.all(_SALES, [str(token_id), MOST])
