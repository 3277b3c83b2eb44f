"""What the market knows of wallets: what they hold, and what they have earned."""

from typing import Any

from didit360 import database

Row = dict[str, Any]
Key = dict[str, Any] | None

_COLLECTION = """
with theirs as (
    select 'held' as state, h.token_id, h.owner, h.quantity, -1 as auction, coalesce((
        select max(at) from transfers t
        where t.receiver = h.owner and t.token_id = h.token_id
    ), 0) as since
    from holdings h where h.owner = any(%(wallets)s) and h.quantity > 0
    union all
    select 'auctioned', token_id, seller, quantity, auction, made_at
    from auctions where seller = any(%(wallets)s) and state = 'running'
    union all
    select 'kept', token_id, kept_for, quantity, auction, coalesce((
        select max(at) from logs
        where logs.states = auctions.subject and event = 'KeptForClaim'
    ), 0)
    from auctions where kept_for = any(%(wallets)s)
)
select state, token_id::text, owner, quantity::text, auction::text, since, c.edition_id, c.kind,
    c.edition_kind, c.artist_id, c.title, c.artist_name, c.genres, c.explicit, c.artwork,
    not c.offered as withdrawn
from theirs join catalogue c using (token_id)
where %(edition_id)s::text is null or (since, edition_id, owner, theirs.auction)
    < (%(since)s::bigint, %(edition_id)s, %(owner)s, %(auction)s::numeric)
order by since desc, edition_id desc, owner desc, theirs.auction desc
limit %(limit)s
"""
_NO_TOKEN = dict.fromkeys(("edition_id", "since", "owner", "auction"))

_HOLDERS = """
select h.owner, h.quantity::text, coalesce((
    select max(at) from transfers t where t.receiver = h.owner and t.token_id = h.token_id
), 0) as since
from holdings h
where h.token_id = %(token)s::numeric and h.quantity > 0
    and not exists (select from houses where contract = 'market' and address = h.owner)
    and (
        %(owner)s::text is null or h.quantity < %(quantity)s::numeric
        or h.quantity = %(quantity)s::numeric and h.owner > %(owner)s
    )
order by h.quantity desc, h.owner
limit %(limit)s
"""

_EARNINGS = """
with shares as (
    select p.split, p.payee, p.weight, c.currency
    from payees p, lateral (
        select i.currency from incomes i where i.account = p.split
        union
        select o.currency from owed o where o.account = p.split
        union
        select 'native' from tokens t join pots using (token_id) where t.payout = p.split
    ) as c
    where p.payee = any(%(wallets)s)
), totals as (
    select s.*, coalesce(i.amount, 0) as received, coalesce((
        select sum(o.earned - o.withdrawn) from owed o
        where o.account = s.split and o.currency = s.currency
    ), 0) + coalesce((
        select sum(pots.proceeds) from tokens t join pots using (token_id)
        where t.payout = s.split and s.currency = 'native'
    ), 0) as on_the_way
    from shares s left join incomes i on i.account = s.split and i.currency = s.currency
), earnings as (
    select 'split' as source, t.split as contract, t.payee as wallet, t.currency, t.weight,
        t.received, div(t.received * t.weight, 100000000) as earned,
        coalesce(p.amount, 0) as withdrawn, t.received - (
            select sum(div(t.received * every.weight, 100000000)) from payees every
            where every.split = t.split
        ) as undivided, t.on_the_way, array(
            select c.edition_id from tokens join catalogue c using (token_id)
            where tokens.payout = t.split order by c.edition_id limit 20
        ) as edition_ids
    from totals t left join payments p
        on p.split = t.split and p.payee = t.payee and p.currency = t.currency
    union all
    select o.contract, h.address, o.account, o.currency, null, null, o.earned, o.withdrawn, null,
        null, null
    from owed o join houses h using (contract)
    where o.account = any(%(wallets)s)
)
select source, contract, wallet, currency, weight, received::text, earned::text, withdrawn::text,
    greatest(0, earned - withdrawn)::text as withdrawable, undivided::text, on_the_way::text,
    edition_ids
from earnings
where %(source)s::text is null or (source, contract, wallet, currency)
    > (%(source)s, %(contract)s, %(wallet)s, %(currency)s)
order by source, contract, wallet, currency
limit %(limit)s
"""
_NO_EARNING = dict.fromkeys(("source", "contract", "wallet", "currency"))


def collection(wallets: list[str], *, limit: int, after: Key) -> tuple[list[Row], Key]:
    """What is these wallets', what came last first: what they hold, and what the Market does.

    It does of what they have put into an auction that runs, and of what they could not be given
    when one was over. `auction` is -1 of what they hold themselves.
    """
    start = after or _NO_TOKEN
    rows = database.all(_COLLECTION, start | {"wallets": wallets, "limit": limit + 1})
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], {name: rows[limit - 1][name] for name in _NO_TOKEN}


def holders(token_id: int, *, limit: int, after: Key) -> tuple[list[Row], Key]:
    """Who holds a token, the most first. The Market, where it waits for bids, is no holder."""
    start = after or {"owner": None, "quantity": None}
    rows = database.all(_HOLDERS, start | {"token": str(token_id), "limit": limit + 1})
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], {"owner": last["owner"], "quantity": last["quantity"]}


def earnings(wallets: list[str], *, limit: int, after: Key) -> tuple[list[Row], Key]:
    """What these wallets have earned, by where it is: in a split, in a contract's pull ledger.

    As far as logs of ours tell: a token sent to a split by hand is paid out with the rest, and
    makes `withdrawn` more than `earned`.
    """
    start = after or _NO_EARNING
    rows = database.all(_EARNINGS, start | {"wallets": wallets, "limit": limit + 1})
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], {name: rows[limit - 1][name] for name in _NO_EARNING}
