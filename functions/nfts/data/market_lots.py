"""Lots: each way to buy a token now, in one table that people browse.

A token's lots are made anew from its terms, its orders and its auctions whenever one of those
changes; and when the clock alone changes them, see `due`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nfts.data import market_turn

if TYPE_CHECKING:
    from didit360.database import Transaction

_OF_SUBJECTS = """
select token_id::text from tokens where subject = any(%(subjects)s)
union
select token_id::text from auctions where subject = any(%(subjects)s)
union
select token_id::text from lots
where %(houses)s and lots.currency <> 'native'
union
select token_id::text from orders
where %(houses)s and orders.currency <> 'native' and takeable > 0
union
select token_id::text from tokens
where %(houses)s and sale_currency <> 'native'
union
select token_id::text from auctions
where %(houses)s and currency <> 'native' and state = 'running'
"""

_REFRESH = """
with moment as (
    select extract(epoch from now())::bigint as now
), base as (
    select t.*, c.edition_id, c.kind, c.edition_kind, c.artist_id, c.title, c.artist_name,
        c.genres, c.explicit, c.artwork, coalesce(n.minted, 0) as minted,
        coalesce(n.sold, 0) + coalesce(n.resold, 0) as sold
    from tokens t join catalogue c using (token_id) left join token_counts n using (token_id)
    where t.token_id = any(%(tokens)s::numeric[]) and c.offered
), ways as (
    select 'sale/' || token_id as lot_id, token_id, 'sale' as how, null as source,
        artist as seller, sale_price as price, sale_currency as currency,
        max_supply - minted as quantity, sale_opens_at as opens_at,
        least(sale_closes_at, closes_at) as closes_at, sale_set_at as listed_at
    from base
    where minted < max_supply and (
        sale_currency = 'native' or exists (
            select from currencies c
            where c.contract = 'releases' and c.currency = base.sale_currency
        )
    )
    union all
    select 'listing/' || base.token_id || '/' || taken.currency, base.token_id, 'listing',
        cheapest.order_id, cheapest.maker, cheapest.unit_price, taken.currency, cheapest.takeable,
        cheapest.opens_at, cheapest.closes_at, cheapest.made_at
    from base, moment, lateral (
        select 'native' as currency
        union all
        select currency from currencies where contract = 'market'
    ) as taken, lateral (
        select * from orders o
        where o.token_id = base.token_id and o.currency = taken.currency and o.kind = 'listing'
            and o.taker is null and o.takeable > 0 and o.opens_at <= now and o.closes_at > now
        order by o.unit_price, o.order_id limit 1
    ) as cheapest
    union all
    select 'auction/' || a.auction, a.token_id, 'auction', a.auction::text, a.seller,
        coalesce(a.bid, a.reserve), a.currency, a.quantity, a.starts_at, a.ends_at, a.made_at
    from base join auctions a using (token_id)
    where a.state = 'running' and (
        a.currency = 'native' or exists (
            select from currencies c where c.contract = 'market' and c.currency = a.currency
        )
    )
), wanted as (
    select ways.* from ways, moment where closes_at > now
), gone as (
    delete from lots
    where token_id = any(%(tokens)s::numeric[])
        and not exists (select from wanted where wanted.lot_id = lots.lot_id)
), moments as (
    select token_id, min(at) as at from (
        select token_id, closes_at as at from wanted
        union all
        select base.token_id, (
            select min(o.opens_at) from orders o
            where o.token_id = base.token_id and o.kind = 'listing' and o.taker is null
                and o.takeable > 0 and o.opens_at > now
        )
        from base, moment
    ) as any_of where at is not null group by token_id
), no_longer_due as (
    delete from due
    where token_id = any(%(tokens)s::numeric[])
        and not exists (select from moments where moments.token_id = due.token_id)
), next_due as (
    insert into due (token_id, at)
    select token_id, at from moments
    on conflict (token_id) do update set at = excluded.at where due.at <> excluded.at
)
insert into lots (
    lot_id, token_id, how, source, seller, price, currency, quantity, opens_at, closes_at,
    listed_at, sold, edition_id, kind, edition_kind, artist_id, title, artist_name, genres,
    explicit, artwork
)
select lot_id, token_id, how, source, seller, price, currency, quantity, wanted.opens_at,
    wanted.closes_at, listed_at, base.sold, edition_id, kind, edition_kind, artist_id, title,
    artist_name, genres, explicit, artwork
from wanted join base using (token_id)
on conflict (lot_id) do update set
    token_id = excluded.token_id, source = excluded.source, seller = excluded.seller,
    price = excluded.price, currency = excluded.currency, quantity = excluded.quantity,
    opens_at = excluded.opens_at, closes_at = excluded.closes_at,
    listed_at = excluded.listed_at, sold = excluded.sold,
    edition_id = excluded.edition_id, kind = excluded.kind, edition_kind = excluded.edition_kind,
    artist_id = excluded.artist_id, title = excluded.title, artist_name = excluded.artist_name,
    genres = excluded.genres, explicit = excluded.explicit, artwork = excluded.artwork
"""

_STRAY_LOTS = """
delete from lots where not exists (
    select from tokens join catalogue using (token_id) where token_id = lots.token_id
)
"""

_STRAY_DUE = """
delete from due where not exists (
    select from tokens join catalogue using (token_id) where token_id = due.token_id
)
"""

_AT_ONCE = 500


def tokens_of(tx: "Transaction", subjects: Iterable[str]) -> set[str]:
    """The tokens whose lots may follow from these subjects."""
    named = list(subjects)
    if not named:
        return set()
    houses = any(subject.startswith("house/") for subject in named)
    rows = tx.all(_OF_SUBJECTS, {"subjects": named, "houses": houses})
    return {row["token_id"] for row in rows}


def refresh(tx: "Transaction", tokens: Iterable[str]) -> None:
    """Make these tokens' lots anew."""
    wanted = sorted(set(tokens))
    if wanted:
        tx.run(_REFRESH, {"tokens": wanted})


def all_again(after: str, limit: int) -> tuple[int, str | None]:
    """Make lots anew, those of the first tokens after one; of how many, and where to go on.

    At the end (None) those go that are of no token (any more).
    """

    def step(tx: "Transaction") -> tuple[int, str | None]:
        rows = tx.all(
            "select token_id::text from tokens where token_id > %s::numeric"
            " order by tokens.token_id limit %s",
            [after, limit],
        )
        refresh(tx, [row["token_id"] for row in rows])
        if len(rows) == limit:
            return len(rows), rows[-1]["token_id"]
        tx.run(_STRAY_LOTS)
        tx.run(_STRAY_DUE)
        return len(rows), None

    return market_turn.alone(step)


def due() -> int:
    """Make the lots anew that the clock has changed; how many tokens' that were."""

    def step(tx: "Transaction") -> int:
        rows = tx.all(
            "select token_id::text from due where at <= extract(epoch from now())::bigint"
            " order by at limit %s",
            [_AT_ONCE],
        )
        refresh(tx, [row["token_id"] for row in rows])
        return len(rows)

    done = 0
    while (made := market_turn.alone(step)) > 0:
        done += made
        if made < _AT_ONCE:
            break
    return done
