"""Listings and offers in PostgreSQL: how many of each can be taken, as the books stand now."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from nfts.data import market_lots, market_turn
from nfts.domain.books import Line
from nfts.domain.order import Order

if TYPE_CHECKING:
    from datetime import datetime

    from didit360.database import Transaction

Key = dict[str, Any] | None

_PUT = """
insert into orders (
    order_id, kind, maker, token_id, quantity, unit_price, currency, opens_at, closes_at, taker,
    nonce, counter, made_at, payable
) values (
    %(order_id)s, %(kind)s, %(maker)s, %(token_id)s, %(quantity)s, %(unit_price)s, %(currency)s,
    %(opens_at)s, %(closes_at)s, %(taker)s, %(nonce)s, %(counter)s, %(made_at)s, %(payable)s
)
on conflict (order_id) do update set
    kind = excluded.kind, maker = excluded.maker, token_id = excluded.token_id,
    quantity = excluded.quantity, unit_price = excluded.unit_price,
    currency = excluded.currency, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
    taker = excluded.taker, nonce = excluded.nonce, counter = excluded.counter,
    made_at = excluded.made_at, payable = excluded.payable, checked_at = excluded.checked_at
"""

_TOUCHED = """
select order_id from orders
join jsonb_to_recordset(%(held)s) as held (owner text, token_id numeric)
    on orders.maker = held.owner and orders.token_id = held.token_id
union
select order_id from orders
join jsonb_to_recordset(%(used)s) as used (maker text, nonce numeric) using (maker, nonce)
union
select order_id from orders where maker = any(%(makers)s)
"""

_TAKEABLE = """
update orders set takeable = now_is.takeable
from (
    select o.order_id, case
        when taken_back.nonce is not null or o.counter <> coalesce(m.counter, 0) then 0
        when o.kind = 'offer'
            then greatest(0, least(o.quantity - coalesce(f.quantity, 0), o.payable))
        when a.owner is null then 0
        else greatest(0, least(o.quantity - coalesce(f.quantity, 0), coalesce(h.quantity, 0)))
    end as takeable
    from orders o
    left join fills f on f.contract = 'market' and f.maker = o.maker and f.nonce = o.nonce
    left join cancelled taken_back on taken_back.contract = 'market'
        and taken_back.maker = o.maker and taken_back.nonce = o.nonce
    left join makers m on m.contract = 'market' and m.maker = o.maker
    left join holdings h on h.token_id = o.token_id and h.owner = o.maker
    left join approvals a on a.owner = o.maker
    where o.order_id = any(%s)
) as now_is
where orders.order_id = now_is.order_id and orders.takeable <> now_is.takeable
returning orders.token_id::text
"""


def put(*orders: Order) -> None:
    """Show orders, as far as they can be taken. Safe to repeat."""

    def step(tx: "Transaction") -> None:
        _show(tx, orders)

    if orders:
        market_turn.alone(step)


def read(ask: Callable[[], tuple[list[Order], Key]]) -> tuple[int, Key]:
    """Show a page of the store's orders; how many, and where the next one begins. Safe to repeat.

    The store is read when this writer's turn has come: what is withdrawn meanwhile is told in a
    later turn, and what was withdrawn before is not in the page.
    """

    def step(tx: "Transaction") -> tuple[int, Key]:
        found, rest = ask()
        if found:
            _show(tx, found)
        return len(found), rest

    return market_turn.alone(step)


def remove(order_id: str) -> None:
    """Show an order no more. Safe to repeat."""

    def step(tx: "Transaction") -> None:
        rows = tx.all("delete from orders where order_id = %s returning token_id::text", [order_id])
        market_lots.refresh(tx, {row["token_id"] for row in rows})

    market_turn.alone(step)


def follow(tx: "Transaction", lines: Iterable[Line], subjects: Iterable[str]) -> set[str]:
    """Have orders follow what changed in the books; the tokens that they are of."""
    from psycopg.types.json import Jsonb

    held: list[dict[str, Any]] = []
    used: list[dict[str, Any]] = []
    makers: list[str] = []
    for book, row in lines:
        if book == "holdings":
            held.append({"owner": row["owner"], "token_id": row["token_id"]})
        elif book == "fills" and row["contract"] == "market":
            used.append({"maker": row["maker"], "nonce": row["nonce"]})
    for subject in subjects:
        match subject.split("/"):
            case ["nonce", "market", maker, nonce]:
                used.append({"maker": maker, "nonce": nonce})
            case ["maker", "market", maker] | ["approval", maker]:
                makers.append(maker)
    if not held and not used and not makers:
        return set()
    rows = tx.all(_TOUCHED, {"held": Jsonb(held), "used": Jsonb(used), "makers": makers})
    return _take(tx, [row["order_id"] for row in rows])


def sweep(began: "datetime") -> int:
    """Take out the orders that were in no store since then; how many that was."""

    def step(tx: "Transaction") -> int:
        rows = tx.all("delete from orders where checked_at < %s returning token_id::text", [began])
        market_lots.refresh(tx, {row["token_id"] for row in rows})
        return len(rows)

    return market_turn.alone(step)


def _show(tx: "Transaction", orders: Sequence[Order]) -> None:
    tx.many(_PUT, [order.row() for order in orders])
    tx.all(_TAKEABLE, [[order.order_id for order in orders]])
    market_lots.refresh(tx, {str(order.token_id) for order in orders})


def _take(tx: "Transaction", order_ids: list[str]) -> set[str]:
    return {row["token_id"] for row in tx.all(_TAKEABLE, [order_ids])} if order_ids else set()
