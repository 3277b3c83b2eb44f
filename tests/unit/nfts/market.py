"""The market's tables in the tests' PostgreSQL: filled from logs, dumped, emptied."""

from collections.abc import Iterable
from typing import Any

from didit360 import database
from nfts.data import market, market_catalogue
from nfts.domain.ledger import Entry, Place
from nfts.domain.listed import Facts, Listed
from nfts.domain.order import Order
from tests.unit.nfts.acts import NEVER
from tests.unit.nfts.world import TOKENS, ZERO

_OURS = ("migrations", "outbox")


def tables() -> list[str]:
    rows = database.all("select tablename from pg_tables where schemaname = 'nfts' order by 1")
    return [row["tablename"] for row in rows if row["tablename"] not in _OURS]


def empty() -> None:
    from psycopg import sql

    with database.transaction() as tx:
        for table in tables():
            tx._connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))


def dump() -> dict[str, list[str]]:
    """Every row of every table, as text; without the moments at which they were written."""
    from psycopg import sql

    found = {}
    with database.transaction() as tx:
        for table in tables():
            query = sql.SQL("select to_jsonb(t) - 'checked_at' as row from {} t")
            rows = tx._connection.execute(query.format(sql.Identifier(table))).fetchall()
            found[table] = sorted(str(sorted(row["row"].items())) for row in rows)
    return found


def tell(ledger: dict[Place, Entry], places: Iterable[Place]) -> None:
    """Have PostgreSQL follow what the Ledger has at these places."""
    wanted = list(places)
    market.follow(wanted, lambda: [ledger[place] for place in wanted if place in ledger])


def list_tokens() -> None:
    for token in TOKENS:
        market_catalogue.put(listed(token))


def listed(token: int, **more: Any) -> Listed:
    said: dict[str, Any] = {
        "edition_id": f"edn_{token}",
        "work_id": f"trk_{token}",
        "kind": "track",
        "edition_kind": "fixed",
        "artist_id": "anna",
        "title": f"Nordlys {token}",
        "artist_name": "Anna Å",
    }
    facts: dict[str, Any] = {"genres": ("folk",), "offered": True}
    facts |= {name: more.pop(name) for name in ("genres", "artwork", "offered") if name in more}
    return Listed(token_id=token, facts=Facts(**facts), **said | more)


def order(maker: str, token: int, nonce: int, **more: Any) -> Order:
    said: dict[str, Any] = {
        "order_id": f"ord_{maker[-2:]}_{token}_{nonce}",
        "kind": "listing",
        "quantity": 3,
        "unit_price": 100 + nonce,
        "currency": "native",
        "opens_at": 0,
        "closes_at": NEVER,
        "taker": None,
        "counter": 0,
        "made_at": 1_700_000_000,
    }
    return Order(maker=maker, token_id=token, nonce=nonce, **said | more)


def currency(address: str) -> str:
    return "native" if address == ZERO else address
