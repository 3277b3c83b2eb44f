"""The Ledger in DynamoDB: the contracts' logs as the chain has them now, and how far it was read.

Whoever reads the chain holds a lease. What is written comes first and the cursor after it: a run
that is cut off is repeated by the next one, which finds most of it done. PynamoDB is imported when
first used.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nfts.domain.ledger import Entry, Place

if TYPE_CHECKING:
    from pynamodb.expressions.update import Action

    from nfts.data.ledger_rows import LogRow

_LAST = "~"
"""Sorts after all digits."""


class LeaseLostError(Exception):
    """Somebody else reads the chain now."""


@dataclass(slots=True)
class Lease:
    chain: str
    holder: str
    seconds: float
    until: float


def take_lease(chain: int, holder: str, seconds: float) -> Lease | None:
    """The right to read this chain into the Ledger; None while somebody else has it."""
    from pynamodb.exceptions import UpdateError

    from nfts.data.ledger_rows import CursorRow

    now, key = time.time(), str(chain)
    free = CursorRow.held_until.does_not_exist() | (CursorRow.held_until < now)
    try:
        CursorRow(key).update(
            actions=[
                CursorRow.holder.set(holder),
                CursorRow.held_until.set(now + seconds),
            ],
            condition=free | (CursorRow.holder == holder),
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return None
    return Lease(key, holder, seconds, now + seconds)


def hold(lease: Lease, *, anew: bool = False) -> None:
    """Half of it is left at least, or all of it (`anew`). LeaseLostError."""
    now = time.time()
    if anew or lease.until - now < lease.seconds / 2:
        _move(lease, until=now + lease.seconds)


def give_back(lease: Lease) -> None:
    """The next one need not wait for its end. Of one that is lost, nothing."""
    with suppress(LeaseLostError):
        _move(lease, until=0)


def next_block(chain: int) -> int | None:
    """The first block that was not read yet; None before the first run."""
    from nfts.data.ledger_rows import CursorRow

    try:
        found = CursorRow.get(str(chain), "cursor", consistent_read=True).next_block
    except CursorRow.DoesNotExist:
        return None
    return None if found is None else int(found)


def advance(lease: Lease, next_block_: int) -> None:
    """All blocks before this one are written. LeaseLostError."""
    _move(lease, until=time.time() + lease.seconds, next_block_=next_block_)


def heads(chain: int, before: int) -> Iterable[tuple[int, str]]:
    """Number and hash of the latest blocks before one, the last first."""
    from nfts.data.ledger_rows import HeadRow

    rows = HeadRow.query(
        str(chain),
        HeadRow.place.between(_head(0), _head(max(before - 1, 0))),
        scan_index_forward=False,
        consistent_read=True,
    )
    for row in rows:
        yield int(row.place.split("#")[1]), row.block_hash


def splits(chain: int) -> dict[str, int]:
    """The splits known so far, and the block that told of each."""
    from nfts.data.ledger_rows import SplitRow

    rows = SplitRow.query(str(chain), SplitRow.place.startswith("split#"), consistent_read=True)
    return {row.place.split("#")[1]: int(row.block) for row in rows}


def write(
    chain: int,
    first: int,
    last: int | None,
    entries: Iterable[Entry],
    splits_: Mapping[str, int],
) -> int:
    """Have exactly these logs and splits in these blocks (to the end, if `last` is None).

    How many rows that changed: none, where all was as the chain says.
    """
    from nfts.data.ledger_rows import LogRow, SplitRow

    key = str(chain)
    old = {entry.place: entry for entry in between(key, (first, 0), _after(last))}
    new = {entry.place: entry for entry in entries}
    gone = [place for place in old if place not in new]
    come = [entry for place, entry in new.items() if old.get(place) != entry]
    known = {
        address: block
        for address, block in splits(chain).items()
        if first <= block and (last is None or block <= last)
    }
    with LogRow.batch_write() as batch:
        for place in gone:
            batch.delete(LogRow(key, _log(place)))
        for entry in come:
            batch.save(_row(key, entry))
    unknown = {address: block for address, block in splits_.items() if known.get(address) != block}
    with SplitRow.batch_write() as batch:
        for address in known.keys() - splits_.keys():
            batch.delete(SplitRow(key, f"split#{address}"))
        for address, block in unknown.items():
            batch.save(SplitRow(key, f"split#{address}", block=block))
    return len(gone) + len(come)


def write_heads(chain: int, hashes: Mapping[int, str], keep_from: int) -> None:
    """Keep these blocks' hashes, and no others from `keep_from` on; those before it go."""
    from nfts.data.ledger_rows import HeadRow

    key = str(chain)
    kept = dict(heads(chain, 10**12 - 1))
    with HeadRow.batch_write() as batch:
        for number in kept:
            if number < keep_from or number not in hashes:
                batch.delete(HeadRow(key, _head(number)))
        for number, hash_ in hashes.items():
            if number >= keep_from and kept.get(number) != hash_:
                batch.save(HeadRow(key, _head(number), block_hash=hash_))


def between(chain: str, first: Place, end: Place | None) -> Iterable[Entry]:
    """The logs from a place on and before another, in the chain's order."""
    from nfts.data.ledger_rows import LogRow

    to = _log((end[0], end[1])) if end else "log#" + _LAST
    rows = LogRow.query(chain, LogRow.place.between(_log(first), to), consistent_read=True)
    for entry in map(_entry, rows):
        if end is None or entry.place < end:
            yield entry


def page(chain: str, after: Place, limit: int) -> list[Entry]:
    """The next logs after a place."""
    from nfts.data.ledger_rows import LogRow

    first = _log((after[0], after[1] + 1))
    found = LogRow.query(
        chain, LogRow.place.between(first, "log#" + _LAST), limit=limit, consistent_read=True
    )
    return [_entry(row) for row in found]


def at(chain: str, places: Sequence[Place]) -> list[Entry]:
    """The logs that are at these places now."""
    from nfts.data.ledger_rows import LogRow

    keys = [(chain, _log(place)) for place in places]
    return [_entry(row) for row in LogRow.batch_get(keys, consistent_read=True)]


def place_of(image: Mapping[str, Any] | None) -> tuple[str, Place] | None:
    """Of an item of the table's stream its chain and place; None if it is no log."""
    if image is None or not image["place"].startswith("log#"):
        return None
    _, block, index = image["place"].split("#")
    return image["chain"], (int(block), int(index))


def _move(lease: Lease, *, until: float, next_block_: int | None = None) -> None:
    from pynamodb.exceptions import UpdateError

    from nfts.data.ledger_rows import CursorRow

    actions: list[Action] = [CursorRow.held_until.set(until)]
    if next_block_ is not None:
        actions.append(CursorRow.next_block.set(next_block_))
    try:
        CursorRow(lease.chain).update(actions=actions, condition=CursorRow.holder == lease.holder)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        raise LeaseLostError from None
    lease.until = until


def _after(last: int | None) -> Place | None:
    return None if last is None else (last + 1, 0)


def _log(place: Place) -> str:
    return f"log#{place[0]:012d}#{place[1]:06d}"


def _head(number: int) -> str:
    return f"head#{number:012d}"


def _row(chain: str, entry: Entry) -> "LogRow":
    from nfts.data.ledger_rows import LogRow

    return LogRow(
        chain,
        _log(entry.place),
        contract=entry.contract,
        address=entry.address,
        event=entry.event,
        args=dict(entry.args),
        tx_hash=entry.tx_hash,
        block_hash=entry.block_hash,
        at=entry.at,
    )


def _entry(row: "LogRow") -> Entry:
    _, block, index = row.place.split("#")
    return Entry(
        block=int(block),
        index=int(index),
        contract=row.contract,
        address=row.address,
        event=row.event,
        args=row.args,
        tx_hash=row.tx_hash,
        block_hash=row.block_hash,
        at=int(row.at),
    )
