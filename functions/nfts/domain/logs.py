"""The contracts' logs, read by their interfaces, as the Ledger keeps them.

What stands in a log may be anybody's doing. A text may be no UTF-8, or hold U+0000, which
PostgreSQL does not take; a batch may move nothing five thousand times, or more than an item of
DynamoDB's (400 KB) holds. So texts are made fit, and batches are told by what they move.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nfts.domain import abi
from nfts.domain.blocks import Block, Contracts, Log
from nfts.domain.interface import Interface
from nfts.domain.ledger import Entry

SPLIT_TOPICS: tuple[bytes, ...] = (
    abi.SPLIT.topic("PaymentReceived"),
    abi.SPLIT.topic("Withdrawn"),
)
# What says nothing that is kept: TransferSingle has what they repeat, or nobody asks for it.
_UNKEPT = {
    *("Airdropped", "AirdropRefused", "Minted", "MinterSet", "ContractURIUpdated"),
    *("OwnershipTransferred", "OwnershipTransferStarted", "EIP712DomainChanged"),
}
MOST_TEXT = 8_192
"""Characters: what is longer is kept as far as that."""
AT_ONCE = 3_000
"""Tokens that one entry moves: of the longest ids, 300 KB."""
MOST_PARTS = 9
"""Of a log: their places' texts sort as their numbers do. More tokens than that are not moved by
one transaction: each costs 5,000 gas at least, and EIP-7825 gives 16.7 million."""
_PART = 1_000_000
"""Between the indexes of a log's parts: no block has so many logs."""


class UnreadableError(ValueError):
    """It should be one of our contracts', and says nothing that we understand."""


def read(log: Log, block: Block, contracts: Contracts) -> list[Entry]:
    """What a log says: nothing of what is not kept, a long batch in parts. UnreadableError.

    Of a contract that is none of ours: a split.
    """
    name, interface = _contract(log.address, contracts)
    said = interface.event(log.topics, log.data)
    if said is None:
        if log.topics and log.topics[0] in interface.events:
            raise UnreadableError(f"{interface.name} does not write such a log")
        return []
    if said.name in _UNKEPT:
        return []
    if said.name == "ApprovalForAll" and said.arguments["operator"] != contracts.market:
        return []
    entry = Entry(
        block=log.block_number,
        index=log.index,
        contract=name,
        address=log.address,
        event=said.name,
        args={key: _json(value) for key, value in said.arguments.items()},
        tx_hash=log.transaction_hash,
        block_hash=log.block_hash,
        at=block.timestamp,
    )
    return _parts(entry, said.arguments) if said.name == "TransferBatch" else [entry]


def _parts(entry: Entry, said: Mapping[str, Any]) -> list[Entry]:
    """What a batch moves, each token once; nothing, where it moves nothing. UnreadableError."""
    moved: Counter[int] = Counter()
    for token, value in zip(said["ids"], said["values"], strict=True):
        if value:
            moved[token] += value
    tokens = list(moved)
    some = [tokens[start : start + AT_ONCE] for start in range(0, len(tokens), AT_ONCE)]
    if len(some) > MOST_PARTS:
        raise UnreadableError(f"it moves {len(tokens)} tokens")
    return [
        replace(
            entry,
            index=entry.index + part * _PART,
            args=dict(entry.args)
            | {"ids": _json(ids), "values": _json([moved[token] for token in ids])},
        )
        for part, ids in enumerate(some)
    ]


def _contract(address: str, contracts: Contracts) -> tuple[str, Interface]:
    known = {
        contracts.releases: ("releases", abi.RELEASES),
        contracts.market: ("market", abi.MARKET),
        contracts.splits: ("splits", abi.SPLITS),
    }
    return known.get(address, ("split", abi.SPLIT))


def _json(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value[:MOST_TEXT].replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, Sequence):
        return [_json(one) for one in value]
    return value
