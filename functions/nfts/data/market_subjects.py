"""The subjects' rows in PostgreSQL: made anew from their logs whenever one comes or goes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, LiteralString

from nfts.domain import subjects
from nfts.domain.ledger import Entry

if TYPE_CHECKING:
    from didit360.database import Row, Transaction

_OF = """
select block, index, contract, address, event, args, tx_hash, block_hash, at, states
from logs where states = any(%s) order by block, index
"""

_TABLES: dict[str, tuple[LiteralString, LiteralString]] = {
    "tokens": (
        "delete from tokens where subject = any(%s)",
        "insert into tokens select * from jsonb_populate_recordset(null::tokens, %s)",
    ),
    "auctions": (
        "delete from auctions where subject = any(%s)",
        "insert into auctions select * from jsonb_populate_recordset(null::auctions, %s)",
    ),
    "houses": (
        "delete from houses where subject = any(%s)",
        "insert into houses select * from jsonb_populate_recordset(null::houses, %s)",
    ),
    "treasuries": (
        "delete from treasuries where subject = any(%s)",
        "insert into treasuries select * from jsonb_populate_recordset(null::treasuries, %s)",
    ),
    "currencies": (
        "delete from currencies where subject = any(%s)",
        "insert into currencies select * from jsonb_populate_recordset(null::currencies, %s)",
    ),
    "splits": (
        "delete from splits where subject = any(%s)",
        "insert into splits select * from jsonb_populate_recordset(null::splits, %s)",
    ),
    "payees": (
        "delete from payees where subject = any(%s)",
        "insert into payees select * from jsonb_populate_recordset(null::payees, %s)",
    ),
    "makers": (
        "delete from makers where subject = any(%s)",
        "insert into makers select * from jsonb_populate_recordset(null::makers, %s)",
    ),
    "cancelled": (
        "delete from cancelled where subject = any(%s)",
        "insert into cancelled select * from jsonb_populate_recordset(null::cancelled, %s)",
    ),
    "approvals": (
        "delete from approvals where subject = any(%s)",
        "insert into approvals select * from jsonb_populate_recordset(null::approvals, %s)",
    ),
}
_OF_KIND = {
    "token": ("tokens",),
    "auction": ("auctions",),
    "house": ("houses", "treasuries", "currencies"),
    "split": ("splits", "payees"),
    "maker": ("makers",),
    "nonce": ("cancelled",),
    "approval": ("approvals",),
}


def read_anew(tx: "Transaction", names: Iterable[str]) -> None:
    """Have these subjects' rows say what their logs say now."""
    from psycopg.types.json import Jsonb

    wanted = sorted(set(names))
    if not wanted:
        return
    logs: dict[str, list[Entry]] = defaultdict(list)
    for row in tx.all(_OF, [wanted]):
        logs[row["states"]].append(entry(row))
    made: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in wanted:
        for table, rows in subjects.rows(name, logs[name]).items():
            made[table] += [row | {"subject": name} for row in rows]
    kinds = {name.partition("/")[0] for name in wanted}
    for table in (table for kind in sorted(kinds) for table in _OF_KIND[kind]):
        clear, put = _TABLES[table]
        tx.run(clear, [wanted])
        if made[table]:
            tx.run(put, [Jsonb(made[table])])


def clear(tx: "Transaction") -> None:
    """Take out all subjects that no log states anything of (any more)."""
    for delete in _STRAY:
        tx.run(delete)


def entry(row: "Row") -> Entry:
    """A log as it is kept."""
    return Entry(**{name: row[name] for name in Entry.__slots__})


_STRAY: tuple[LiteralString, ...] = (
    "delete from tokens t where not exists (select from logs where states = t.subject)",
    "delete from auctions t where not exists (select from logs where states = t.subject)",
    "delete from houses t where not exists (select from logs where states = t.subject)",
    "delete from treasuries t where not exists (select from logs where states = t.subject)",
    "delete from currencies t where not exists (select from logs where states = t.subject)",
    "delete from splits t where not exists (select from logs where states = t.subject)",
    "delete from payees t where not exists (select from logs where states = t.subject)",
    "delete from makers t where not exists (select from logs where states = t.subject)",
    "delete from cancelled t where not exists (select from logs where states = t.subject)",
    "delete from approvals t where not exists (select from logs where states = t.subject)",
)
