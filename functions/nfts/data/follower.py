"""Reads the chain into the Ledger: block after block, and back where the chain has gone back.

A round takes some blocks. It begins a few before the first that was not read: a node behind the
one that we asked last may have told of a block and known none of its logs yet. Nothing is written
unless the blocks hung together, with one and the same last block, before and after the reading.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from didit360.log import logger
from nfts.data import ledger
from nfts.domain import logs
from nfts.domain.blocks import Block, ChainSettings, Log
from nfts.domain.funds import METRICS
from nfts.domain.ledger import UNREADABLE_METRIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nfts.domain.ledger import Entry

AT_ONCE = 2_000
"""Blocks of a round: what most providers take."""
LATEST = 64
"""So many blocks' hashes are kept at least. One that goes back further has all read again."""
SPLITS_AT_ONCE = 500


class Node(Protocol):
    """As much of nfts.data.chain.Chain as this takes."""

    @property
    def settings(self) -> ChainSettings: ...
    def block(self, number: "int | str" = "latest") -> Block | None: ...
    def logs(
        self,
        first: int,
        last: int,
        addresses: "Sequence[str]" = (),
        topics: "Sequence[Sequence[bytes] | None]" = (),
    ) -> list[Log]: ...


@dataclass(frozen=True, slots=True)
class Read:
    """What some blocks have, as one chain told it."""

    entries: "list[Entry]"
    splits: dict[str, int]
    hashes: dict[int, str]


def follow(node: Node, lease: ledger.Lease) -> bool:
    """One round; whether more waits to be read. LeaseLostError.

    The lease is taken anew before something is written: who has lost it meanwhile writes nothing.
    """
    ledger.hold(lease)
    tip = node.block()
    if tip is None:
        return False
    reached = ledger.next_block(node.settings.chain_id) or node.settings.start_block
    common = _common(node, reached)
    if common + 1 == reached and tip.number < reached:
        return False
    first = max(node.settings.start_block, common + 1 - node.settings.confirmations)
    last = max(min(common + AT_ONCE, tip.number), first - 1)
    whole = last >= tip.number
    latest_from = min(last, max(first, tip.number - _kept(node)))
    read = _read(node, first, last, latest_from=latest_from)
    if read is None:
        return True
    ledger.hold(lease, anew=True)
    ledger.write(node.settings.chain_id, first, None if whole else last, read.entries, read.splits)
    hashes = dict(ledger.heads(node.settings.chain_id, first)) | read.hashes
    ledger.write_heads(node.settings.chain_id, hashes, keep_from=last - _kept(node))
    ledger.advance(lease, last + 1)
    return not whole


def read_again(node: Node, first: int) -> tuple[int, int | None]:
    """Have some blocks of the Ledger be as the chain says, though they were read before.

    How many rows that changed, and the block to go on from; None when all was read that is
    settled: what is newer is for `follow`.
    """
    reached = ledger.next_block(node.settings.chain_id) or node.settings.start_block
    settled = reached - 1 - node.settings.confirmations
    last = min(first + AT_ONCE - 1, settled)
    if first > last:
        return 0, None
    read = _read(node, first, last, latest_from=last)
    if read is None:
        return 0, first
    changed = ledger.write(node.settings.chain_id, first, last, read.entries, read.splits)
    return changed, last + 1 if last < settled else None


def _common(node: Node, reached: int) -> int:
    """The last block before `reached` that the chain still has as it was read."""
    if reached <= node.settings.start_block:
        return node.settings.start_block - 1
    for number, hash_ in ledger.heads(node.settings.chain_id, reached):
        block = node.block(number)
        if block and block.hash == hash_:
            return number
    return node.settings.start_block - 1


def _read(node: Node, first: int, last: int, *, latest_from: int) -> Read | None:
    """None if the chain changed meanwhile."""
    if first > last:
        return Read([], {}, {})
    end = node.block(last)
    if end is None:
        return None
    contracts = node.settings.contracts
    found = node.logs(first, last, [contracts.releases, contracts.splits, contracts.market])
    blocks = {last: end}
    entries = _entries(node, found, blocks)
    made = {} if entries is None else _splits(entries)
    if entries is None or _is_another(node, end):
        return None
    known = {
        split: at for split, at in ledger.splits(node.settings.chain_id).items() if at < first
    } | made
    paid = _entries(node, _of_splits(node, first, last, list(known)), blocks)
    if paid is None or not _hang_together(node, blocks, latest_from, last):
        return None
    if _is_another(node, end):
        return None
    hashes = {number: block.hash for number, block in blocks.items() if number >= latest_from}
    return Read([*entries, *paid], made, hashes)


def _entries(node: Node, found: Iterable[Log], blocks: dict[int, Block]) -> "list[Entry] | None":
    """The logs that are kept; None if one is of a block that the chain does not have (now).

    What cannot be read is told to whoever runs this, and left out.
    """
    entries: list[Entry] = []
    for log in found:
        block = blocks.get(log.block_number) or node.block(log.block_number)
        if block is None or block.hash != log.block_hash:
            return None
        blocks[block.number] = block
        try:
            entries += logs.read(log, block, node.settings.contracts)
        except logs.UnreadableError as error:
            _tell(log, error)
    return entries


def _tell(log: Log, error: logs.UnreadableError) -> None:
    """Raise an alarm: of what this log does, the market knows nothing."""
    from aws_lambda_powertools import single_metric
    from aws_lambda_powertools.metrics import MetricUnit

    logger().error(
        "a log is unreadable",
        block=log.block_number,
        index=log.index,
        address=log.address,
        transaction=log.transaction_hash,
        why=str(error),
    )
    with single_metric(
        name=UNREADABLE_METRIC, unit=MetricUnit.Count, value=1, namespace=METRICS
    ) as metric:
        metric.add_dimension("function_name", os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local"))


def _splits(entries: "Iterable[Entry]") -> dict[str, int]:
    return {entry.text("split"): entry.block for entry in entries if entry.event == "SplitCreated"}


def _of_splits(node: Node, first: int, last: int, known: list[str]) -> Iterable[Log]:
    for start in range(0, len(known), SPLITS_AT_ONCE):
        some = known[start : start + SPLITS_AT_ONCE]
        yield from node.logs(first, last, some, [logs.SPLIT_TOPICS])


def _hang_together(node: Node, blocks: dict[int, Block], first: int, last: int) -> bool:
    """Whether each of the latest blocks is the parent of the next. Fetches those not seen."""
    for number in range(first, last + 1):
        block = blocks.get(number) or node.block(number)
        if block is None:
            return False
        blocks[number] = block
        before = blocks.get(number - 1)
        if number > first and before and before.hash != block.parent_hash:
            return False
    return True


def _is_another(node: Node, block: Block) -> bool:
    now = node.block(block.number)
    return now is None or now.hash != block.hash


def _kept(node: Node) -> int:
    return max(LATEST, 4 * node.settings.confirmations)
