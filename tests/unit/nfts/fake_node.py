"""A chain in this process: one account's transactions, blocks that are mined when a test says so,
reorganisations, a node that is down, fees that are too low, and as much of Releases as minting
asks.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import rlp

from nfts.data.chain_errors import NodeUnreachableError, RefusedError
from nfts.domain import abi
from nfts.domain.transactions import hash_of
from tests.unit.nfts.fake_contract import SPLIT, Contract, Reverted

GAS, GAS_EACH = 60_000, 27_500


@dataclass(frozen=True)
class Tx:
    raw: bytes
    nonce: int
    priority_fee: int
    max_fee: int
    gas: int
    to: str
    data: bytes

    @classmethod
    def read(cls, raw: bytes) -> "Tx":
        fields: list[Any] = rlp.decode(raw[1:])
        nonce, tip, fee, gas = (int.from_bytes(one, "big") for one in fields[1:5])
        return cls(raw, nonce, tip, fee, gas, "0x" + fields[5].hex(), fields[7])

    @property
    def hash(self) -> str:
        return hash_of(self.raw)


@dataclass
class FakeNode:
    """Stands where nfts.data.chain_node.Nodes does. `fee` is the base fee of the next blocks."""

    down: bool = False
    fee: int = 10**9
    funds: int = 10**21
    gas_limit: int = 30_000_000
    closed: bool = False
    """Whether what is sent is refused for want of funds."""
    refusing: set[str] = field(default_factory=set)
    """Contracts that take no airdrop."""
    breaks: Callable[[str], None] = lambda _method: None
    """Told of each call before it is answered; it may raise."""
    blocks: list[list[Tx]] = field(default_factory=lambda: [[]])
    pool: dict[str, Tx] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    fork: int = 0

    def ask(self, method: str, *parameters: Any) -> Any:
        if self.down:
            raise NodeUnreachableError("nobody answers")
        self.breaks(method)
        return getattr(self, method)(*parameters)

    def each(self) -> "list[FakeNode]":
        return [self]

    # What a test does.

    def mine(self, count: int = 1) -> None:
        """Blocks with all that pays their fee, in the order of nonces."""
        for _ in range(count):
            taken: list[Tx] = []
            for tx in sorted(self.pool.values(), key=lambda one: (one.nonce, -one.max_fee)):
                if tx.nonce == self.count + len(taken) and tx.max_fee >= self.fee:
                    taken.append(tx)
            nonces = {tx.nonce for tx in taken}
            self.pool = {h: tx for h, tx in self.pool.items() if tx.nonce not in nonces}
            self.blocks.append(taken)

    def reorganise(self, depth: int, *, lost: bool = False) -> None:
        """Leave the newest blocks; what was in them waits again, or is `lost`."""
        gone = self.blocks[-depth:]
        del self.blocks[-depth:]
        self.fork += 1
        if not lost:
            self.pool |= {tx.hash: tx for block in gone for tx in block}
        self.blocks.append([])

    def drop(self) -> None:
        """Forget what waits."""
        self.pool.clear()

    @property
    def count(self) -> int:
        return sum(map(len, self.blocks))

    @property
    def contract(self) -> Contract:
        """As the newest block left it."""
        return self._run()[0]

    # What a node answers.

    def eth_blockNumber(self) -> str:  # noqa: N802
        return hex(len(self.blocks) - 1)

    def eth_getBlockByNumber(self, at: str, _full: bool) -> dict[str, Any] | None:  # noqa: N802
        number = len(self.blocks) - 1 if at == "latest" else int(at, 16)
        if number >= len(self.blocks):
            return None
        return {
            "number": hex(number),
            "hash": self._hash(number),
            "parentHash": self._hash(number - 1),
            "timestamp": hex(number),
            "gasLimit": hex(self.gas_limit),
        }

    def eth_getTransactionCount(self, _address: str, _at: str) -> str:  # noqa: N802
        return hex(self.count)

    def eth_getBalance(self, _address: str, _at: str) -> str:  # noqa: N802
        return hex(self.funds)

    def eth_feeHistory(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {"baseFeePerGas": [hex(self.fee), hex(self.fee)]}

    def eth_maxPriorityFeePerGas(self) -> str:  # noqa: N802
        return hex(10**9)

    def eth_estimateGas(self, asked: dict[str, str]) -> str:  # noqa: N802
        data = bytes.fromhex(asked["data"][2:])
        self._try("eth_estimateGas", data)
        said = abi.RELEASES.arguments(data) if data else None
        count = len(said.arguments["to"]) if said and said.name == "airdrop" else 1
        return hex(GAS + GAS_EACH * count)

    def eth_call(self, asked: dict[str, str], _at: str) -> str:
        self._try("eth_call", bytes.fromhex(asked["data"][2:]))
        return "0x"

    def eth_sendRawTransaction(self, raw: str) -> str:  # noqa: N802
        tx = Tx.read(bytes.fromhex(raw[2:]))
        if self.closed:
            raise RefusedError("eth_sendRawTransaction", -32000, "insufficient funds for gas")
        if tx.nonce < self.count:
            raise RefusedError("eth_sendRawTransaction", -32000, "nonce too low")
        if tx.hash in self.pool:
            raise RefusedError("eth_sendRawTransaction", -32000, "already known")
        for hash_, other in list(self.pool.items()):
            if other.nonce == tx.nonce:
                fees = ((tx.max_fee, other.max_fee), (tx.priority_fee, other.priority_fee))
                if any(new * 10 < old * 11 for new, old in fees):
                    message = "replacement transaction underpriced"
                    raise RefusedError("eth_sendRawTransaction", -32000, message)
                del self.pool[hash_]
        self.pool[tx.hash] = tx
        self.sent.append(tx.hash)
        return tx.hash

    def eth_getTransactionByHash(self, hash_: str) -> dict[str, Any] | None:  # noqa: N802
        place = self._place(hash_)
        tx = self.pool.get(hash_) if place is None else self.blocks[place[0]][place[1]]
        if tx is None:
            return None
        return {
            "hash": tx.hash,
            "from": SPLIT,
            "to": tx.to,
            "input": "0x" + tx.data.hex(),
            "nonce": hex(tx.nonce),
            "blockNumber": hex(place[0]) if place else None,
            "maxFeePerGas": hex(tx.max_fee),
            "maxPriorityFeePerGas": hex(tx.priority_fee),
        }

    def eth_getTransactionReceipt(self, hash_: str) -> dict[str, Any] | None:  # noqa: N802
        place = self._place(hash_)
        if place is None:
            return None
        logs = self._run()[1][hash_]
        return {
            "transactionHash": hash_,
            "blockNumber": hex(place[0]),
            "blockHash": self._hash(place[0]),
            "status": "0x0" if logs is None else "0x1",
            "gasUsed": hex(GAS),
            "effectiveGasPrice": hex(self.fee),
            "contractAddress": None,
            "logs": logs or [],
        }

    def eth_getLogs(self, asked: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        found = [log for logs in self._run()[1].values() for log in logs or []]
        topics = asked.get("topics", [])
        return [
            log
            for log in found
            if all(
                wanted is None or log["topics"][place] in wanted
                for place, wanted in enumerate(topics)
            )
        ]

    def _run(self) -> tuple[Contract, dict[str, list[dict[str, Any]] | None]]:
        contract = Contract()
        logs: dict[str, list[dict[str, Any]] | None] = {}
        for number, block in enumerate(self.blocks):
            for index, tx in enumerate(block):
                try:
                    found = contract.run(tx.data, self.refusing)
                except Reverted:
                    logs[tx.hash] = None
                    continue
                place = {
                    "blockNumber": hex(number),
                    "blockHash": self._hash(number),
                    "transactionHash": tx.hash,
                    "transactionIndex": hex(index),
                }
                logs[tx.hash] = [one | place | {"logIndex": hex(n)} for n, one in enumerate(found)]
        return contract, logs

    def _try(self, method: str, data: bytes) -> None:
        try:
            self.contract.run(data, self.refusing)
        except Reverted as error:
            refused = RefusedError(method, 3, "execution reverted")
            refused.data = "0x" + error.data.hex()
            raise refused from None

    def _place(self, hash_: str) -> tuple[int, int] | None:
        for number, block in enumerate(self.blocks):
            for index, tx in enumerate(block):
                if tx.hash == hash_:
                    return number, index
        return None

    def _hash(self, number: int) -> str:
        said = f"{number} {self.fork} {[tx.hash for tx in self.blocks[max(number, 0)]]}"
        return "0x" + hashlib.sha256(said.encode()).hexdigest()
