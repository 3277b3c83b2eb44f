"""The market's read model follows the Ledger: its logs, the books, and what can be bought.

One way leads in. What the logs of some places are to be is compared with what they were; what is
new is added to the books, what is gone is taken out, and whatever needed either is told again. So
logs may come twice, late and in any order, and a reorganisation leaves nothing behind. Writers
take turns: the Ledger is read when a writer's turn has come, so the last one knows best.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from nfts.data import market_books, market_lots, market_orders, market_subjects, market_turn
from nfts.domain import books
from nfts.domain.books import Known, Line, Sold
from nfts.domain.ledger import Entry, Place, needs, of_token, states

if TYPE_CHECKING:
    from didit360.database import Row, Transaction

Ask = Callable[[], Iterable[Entry]]
"""Reads the Ledger."""

_AT = """
select logs.* from logs
join jsonb_to_recordset(%s) as wanted (block bigint, index integer) using (block, index)
order by block, index
"""

_BETWEEN = """
select * from logs where (block, index) >= (%s, %s) and (block, index) < (%s, %s)
order by block, index
"""

_NEEDING = "select * from logs where needs && %s::text[] order by block, index"

_DROP = """
delete from logs using jsonb_to_recordset(%s) as gone (block bigint, index integer)
where logs.block = gone.block and logs.index = gone.index
"""

_PUT = """
insert into logs (block, index, contract, address, event, args, tx_hash, block_hash, at, states)
select block, index, contract, address, event, args, tx_hash, block_hash, at, states
from jsonb_populate_recordset(null::logs, %s)
"""

_TELL = """
update logs set needs = said.needs, added = said.added
from jsonb_to_recordset(%s) as said (block bigint, index integer, needs text[], added jsonb)
where logs.block = said.block and logs.index = said.index
"""

_TOKENS = """
select token_id::text, payout from tokens where subject = any(%s)
"""

_AUCTIONS = """
select auction::text, seller, token_id::text, quantity, currency from auctions
where subject = any(%s)
"""


@dataclass
class Kept:
    """A log in PostgreSQL, with what it has added to the books."""

    entry: Entry
    needs: list[str] = field(default_factory=list)
    added: list[Line] = field(default_factory=list)


def follow(places: Sequence[Place], ask: Ask) -> None:
    """Have the logs of these places be what the Ledger has there. Safe to repeat."""

    def step(tx: "Transaction") -> None:
        at = [{"block": block, "index": index} for block, index in places]
        _settle(tx, tx.all(_AT, [_json(at)]), ask())

    market_turn.alone(step)


def follow_range(first: Place, end: Place, ask: Ask) -> int:
    """The same of all places from `first` on and before `end`; how many logs there are."""

    def step(tx: "Transaction") -> int:
        entries = list(ask())
        _settle(tx, tx.all(_BETWEEN, [*first, *end]), entries)
        return len(entries)

    return market_turn.alone(step)


def told_again(after: Place, limit: int) -> tuple[int, Place | None]:
    """Tell the books once more what logs mean, the first after a place; how many, where to go on.

    What stands in the books already is believed: see nfts.data.market_books for that.
    """

    def step(tx: "Transaction") -> tuple[int, Place | None]:
        rows = tx.all(
            "select * from logs where (block, index) > (%s, %s) order by block, index limit %s",
            [*after, limit],
        )
        _tell(tx, [_kept(row) for row in rows])
        rest = (rows[-1]["block"], rows[-1]["index"]) if len(rows) == limit else None
        return len(rows), rest

    return market_turn.alone(step)


def _settle(tx: "Transaction", rows: "Iterable[Row]", entries: Iterable[Entry]) -> None:
    old = {kept.entry.place: kept for kept in map(_kept, rows)}
    new = {entry.place: entry for entry in entries}
    gone = [kept for place, kept in old.items() if new.get(place) != kept.entry]
    come = [entry for place, entry in new.items() if place not in old or old[place].entry != entry]
    if not gone and not come:
        return
    tx.run(_DROP, [_json([_place(kept.entry) for kept in gone])])
    tx.run(_PUT, [_json([asdict(entry) | {"states": states(entry)} for entry in come])])
    said = {states(entry) for entry in (*come, *(kept.entry for kept in gone))}
    touched = sorted(subject for subject in said if subject)
    before = market_lots.tokens_of(tx, touched)
    market_subjects.read_anew(tx, touched)
    taken_out = [line for kept in gone for line in kept.added]
    market_books.change(tx, [], taken_out)
    told = {entry.place: Kept(entry) for entry in come}
    if touched:
        needing = (_kept(row) for row in tx.all(_NEEDING, [touched]))
        told |= {kept.entry.place: kept for kept in needing}
    lines = _tell(tx, list(told.values()))
    tokens = before | market_lots.tokens_of(tx, touched)
    tokens |= market_orders.follow(tx, [*taken_out, *lines], touched)
    tokens |= {row["token_id"] for book, row in [*taken_out, *lines] if book == "token_counts"}
    market_lots.refresh(tx, tokens)


def _tell(tx: "Transaction", kept: Sequence[Kept]) -> list[Line]:
    """Add to the books what these logs mean now, instead of what they did; what has changed."""
    known = _known(tx, [one.entry for one in kept])
    token_of = {auction: sold.token_id for auction, sold in known.auctions.items()}
    more: list[Line] = []
    less: list[Line] = []
    said = []
    for one in kept:
        wants, lines = needs(one.entry, token_of), books.lines(one.entry, known)
        if lines != one.added:
            more += lines
            less += one.added
        if lines != one.added or wants != one.needs:
            said.append(_place(one.entry) | {"needs": wants, "added": lines})
    if said:
        tx.run(_TELL, [_json(said)])
        market_books.change(tx, more, less)
    return [*more, *less]


def _known(tx: "Transaction", entries: Sequence[Entry]) -> Known:
    """What these logs need."""
    names = {name for entry in entries for name in needs(entry, {})}
    if not names:
        return Known()
    auctions = {
        row["auction"]: Sold(row["seller"], row["token_id"], row["quantity"], row["currency"])
        for row in tx.all(_AUCTIONS, [sorted(names)])
    }
    names |= {of_token(sold.token_id) for sold in auctions.values()}
    payouts = {row["token_id"]: row["payout"] for row in tx.all(_TOKENS, [sorted(names)])}
    treasuries: dict[str, list[tuple[Place, str]]] = {}
    for row in tx.all("select * from treasuries order by block, index"):
        said = treasuries.setdefault(row["contract"], [])
        said.append(((row["block"], row["index"]), row["treasury"]))
    return Known(payouts, auctions, treasuries)


def _kept(row: "Mapping[str, Any]") -> Kept:
    added = [(book, line) for book, line in row["added"]]
    return Kept(market_subjects.entry(dict(row)), row["needs"], added)


def _place(entry: Entry) -> dict[str, Any]:
    return {"block": entry.block, "index": entry.index}


def _json(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value, dumps=json.dumps)
