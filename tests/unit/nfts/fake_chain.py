"""A chain in this process: blocks with logs that may be replaced by others at any time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address

from nfts.data.chain_errors import RefusedError
from nfts.domain import abi
from nfts.domain.blocks import Block, ChainSettings, Contracts, Log
from nfts.domain.ledger import Entry
from tests.unit.nfts.world import MARKET, RELEASES, SPLITS

_OF = {"releases": abi.RELEASES, "market": abi.MARKET, "splits": abi.SPLITS, "split": abi.SPLIT}
START = 95


def settings(confirmations: int = 3) -> ChainSettings:
    contracts = Contracts(releases=RELEASES, splits=SPLITS, market=MARKET)
    return ChainSettings(31337, contracts, confirmations, 1.0, START)


@dataclass
class FakeChain:
    """`show` says what the chain is from now on: some history's logs, up to a block."""

    settings: ChainSettings = field(default_factory=settings)
    blocks: dict[int, Block] = field(default_factory=dict)
    found: list[Log] = field(default_factory=list)
    asked: int = 0
    most: int = 10_000
    """Logs of one answer."""
    then: "list[tuple[int, Iterable[Entry], int, str]]" = field(default_factory=list)
    """After so many questions, this is the chain."""
    behind: bool = False
    """Whether the node that is asked for logs has not heard of the last block's."""

    def show(self, entries: Iterable[Entry], last: int, fork: str) -> None:
        """Blocks without logs are of `fork`; those with logs of their own history."""
        logs = [_log(entry) for entry in entries]
        hashes = {log.block_number: log.block_hash for log in logs}
        self.blocks = {}
        parent = "0x0"
        for number in range(START - 5, last + 1):
            known = hashes.get(number, f"0x{fork}{number}")
            self.blocks[number] = Block(number, known, parent, 1_700_000_000 + number, 0)
            parent = known
        self.found = [log for log in logs if log.block_number <= last]

    def block(self, number: int | str = "latest") -> Block | None:
        self._turn()
        return self.blocks.get(max(self.blocks) if isinstance(number, str) else number)

    def logs(
        self,
        first: int,
        last: int,
        addresses: Sequence[str] = (),
        topics: "Sequence[Sequence[bytes] | None]" = (),
    ) -> list[Log]:
        self._turn()
        last = last - 1 if self.behind and last == max(self.blocks) else last
        found = [
            log
            for log in self.found
            if first <= log.block_number <= last
            and log.address in addresses
            and (not topics or topics[0] is None or log.topics[0] in topics[0])
        ]
        if len(found) > self.most:
            raise RefusedError("eth_getLogs", -32005, "too many results")
        return found

    def _turn(self) -> None:
        self.asked += 1
        for change in [change for change in self.then if change[0] <= self.asked]:
            self.then.remove(change)
            self.show(*change[1:])


def _log(entry: Entry) -> Log:
    event = next(e for e in _OF[entry.contract].events.values() if e.name == entry.event)
    topics, types, values = [event.topic], [], []
    for parameter in event.inputs:
        value = _value(entry.args.get(parameter.name, _nothing(parameter.canonical)))
        if parameter.indexed:
            topics.append(encode([parameter.canonical], [_sized(parameter.canonical, value)]))
        else:
            types.append(parameter.canonical)
            values.append(_sized(parameter.canonical, value))
    return Log(
        address=to_checksum_address(entry.address),
        topics=tuple(topics),
        data=encode(types, values),
        block_number=entry.block,
        block_hash=entry.block_hash,
        transaction_hash=entry.tx_hash,
        transaction_index=0,
        index=entry.index,
    )


def _nothing(type_: str) -> Any:
    return "0x" + "0" * 40 if type_ == "address" else "0"


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(one) for one in value]
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _sized(type_: str, value: Any) -> Any:
    if type_ == "bytes32":
        return bytes.fromhex(value.removeprefix("0x")).rjust(32, b"\0")
    return value
