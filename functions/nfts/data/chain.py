"""The chain that the contracts are on: what it says, and what is sent to it.

Which chain it is and where the contracts are, SSM says (CHAIN_PARAMETER); where its nodes are, a
secret does (NODE_SECRET), since an address may hold a provider's key:

    {"chain_id": 31337, "confirmations": 3, "block_seconds": 1, "start_block": 1,
     "contracts": {"releases": "0x…", "splits": "0x…", "market": "0x…"},
     "currencies": [{"address": "native", "symbol": "ETH", "decimals": 18}]}
    {"urls": ["https://first", "https://second"]}
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from didit360.clients import client
from didit360.settings import setting
from nfts.data.chain_errors import (
    NonceTooLowError,
    NotDeployedError,
    OutOfFundsError,
    RefusedError,
    UnderpricedError,
)

if TYPE_CHECKING:
    from nfts.data.chain_node import Nodes
    from nfts.domain.blocks import (
        Block,
        ChainSettings,
        Contracts,
        Currency,
        Fees,
        Log,
        Pending,
        Receipt,
    )

_KEPT_SECONDS = 300.0
"""So long after a change of parameter or secret an environment may go on with the old."""
_REVERTED = 3
# What nodes say (geth, Erigon, Nethermind, Besu, Reth, anvil); their codes are all the same.
_KNOWN = ("already known", "already imported", "alreadyknown", "known transaction")
_NONCE = ("nonce too low", "oldnonce", "nonce is too low", "nonce_too_low")
_FUNDS = ("insufficient funds", "insufficientfunds", "upfront cost exceeds", "insufficient balance")
_FEE = (
    "underpriced",
    "replacementnotallowed",
    "fee too low",
    "gas price below",
    "less than block base fee",
    "max fee per gas less than",
    "feetoolow",
)

_lock = Lock()
_kept: list[tuple[float, "Chain"]] = []


@dataclass(frozen=True)
class Chain:
    """One chain. NodeUnreachableError and WrongChainError may come of everything here."""

    settings: "ChainSettings"
    nodes: "Nodes"

    @property
    def id(self) -> int:
        return self.settings.chain_id

    @property
    def confirmations(self) -> int:
        return self.settings.confirmations

    @property
    def block_seconds(self) -> float:
        return self.settings.block_seconds

    @property
    def contracts(self) -> "Contracts":
        return self.settings.contracts

    @property
    def currencies(self) -> "tuple[Currency, ...]":
        return self.settings.currencies

    def each(self) -> "list[Chain]":
        """As each node alone has it: one may be some blocks behind another."""
        return [replace(self, nodes=node) for node in self.nodes.each()]

    def block_number(self) -> int:
        return _number(self.nodes.ask("eth_blockNumber"))

    def block(self, number: "int | str" = "latest") -> "Block | None":
        """The block of that number ("latest", "finalized"), if the node has it."""
        from nfts.data import chain_answers

        return chain_answers.block(self.nodes.ask("eth_getBlockByNumber", _at(number), False))

    def transaction_count(self, address: str, *, pending: bool = False) -> int:
        """The account's next nonce: by blocks alone, or (`pending`) with what the node waits on."""
        at = "pending" if pending else "latest"
        return _number(self.nodes.ask("eth_getTransactionCount", address, at))

    def balance(self, address: str) -> int:
        """In wei."""
        return _number(self.nodes.ask("eth_getBalance", address, "latest"))

    def code(self, address: str) -> bytes:
        """A contract's; empty for an account of a key."""
        return _bytes(self.nodes.ask("eth_getCode", address, "latest"))

    def fees(self) -> "Fees":
        """What gets into the next blocks: twice the base fee, so that six full ones may come."""
        from nfts.domain.blocks import Fees

        history = self.nodes.ask("eth_feeHistory", "0x1", "latest", [])
        tip = _number(self.nodes.ask("eth_maxPriorityFeePerGas"))
        return Fees(2 * _number(history["baseFeePerGas"][-1]) + tip, tip)

    def estimate(self, sender: str, to: str | None, data: bytes, value: int = 0) -> int:
        """The gas that it would take now, without a margin; RevertedError, OutOfFundsError."""
        asked = _asked(to, data, sender, value)
        try:
            return _number(self.nodes.ask("eth_estimateGas", asked))
        except RefusedError as error:
            raise _told(error) from None

    def call(
        self,
        to: str,
        data: bytes,
        block: "int | str" = "latest",
        *,
        sender: str | None = None,
        value: int = 0,
    ) -> bytes:
        """What a contract answers, nothing being changed; RevertedError."""
        try:
            return _bytes(self.nodes.ask("eth_call", _asked(to, data, sender, value), _at(block)))
        except RefusedError as error:
            raise _told(error) from None

    def send(self, raw: bytes) -> str:
        """Give a signed transaction to the node; its hash, also when the node had it already.

        NonceTooLowError, UnderpricedError, OutOfFundsError, RefusedError. NodeUnreachableError
        does not say that it is not under way: send it again.
        """
        from nfts.domain.transactions import hash_of

        try:
            self.nodes.ask("eth_sendRawTransaction", "0x" + raw.hex())
        except RefusedError as error:
            said = error.message.lower()
            if not _says(said, _KNOWN):
                raise _told(error) from None
        return hash_of(raw)

    def transaction(self, hash_: str) -> "Pending | None":
        """What the node knows of it, in a block or not."""
        from nfts.data import chain_answers

        return chain_answers.pending(self.nodes.ask("eth_getTransactionByHash", hash_))

    def receipt(self, hash_: str) -> "Receipt | None":
        """None while it is in no block (any more, after a reorganisation)."""
        from nfts.data import chain_answers

        return chain_answers.receipt(self.nodes.ask("eth_getTransactionReceipt", hash_))

    def logs(
        self,
        first: int,
        last: int,
        addresses: Sequence[str] = (),
        topics: Sequence["Sequence[bytes] | None"] = (),
    ) -> "list[Log]":
        """The logs of these blocks, both counted, in the chain's order.

        `topics`: at each place any of these, or anything (None). Providers refuse ranges with
        too many logs: such a range is asked for in halves.
        """
        from nfts.data import chain_answers

        asked: dict[str, Any] = {"fromBlock": hex(first), "toBlock": hex(last)}
        if addresses:
            asked["address"] = list(addresses)
        if topics:
            asked["topics"] = [one and ["0x" + topic.hex() for topic in one] for one in topics]
        try:
            found = self.nodes.ask("eth_getLogs", asked)
        except RefusedError:
            if first >= last:
                raise
            middle = (first + last) // 2
            return [
                *self.logs(first, middle, addresses, topics),
                *self.logs(middle + 1, last, addresses, topics),
            ]
        return sorted(map(chain_answers.log, found), key=lambda log: log.place)


def connect() -> Chain:
    """This environment's chain; NotDeployedError while nobody has said which it is."""
    with _lock:
        if not _kept or time.monotonic() - _kept[0][0] > _KEPT_SECONDS:
            _kept[:] = [(time.monotonic(), _connected())]
        return _kept[0][1]


def prepare() -> None:
    """Import what asking takes ahead of the first request (SnapStart)."""
    import urllib3  # noqa: F401

    import nfts.data.chain_answers
    import nfts.data.chain_node
    import nfts.domain.abi
    import nfts.domain.transactions  # noqa: F401


def forget() -> None:
    """Read the settings again at the next use (tests; a restored snapshot)."""
    with _lock:
        _kept.clear()


def _connected() -> Chain:
    from nfts.data import chain_answers
    from nfts.data.chain_node import Nodes

    ssm = client("ssm")
    try:
        said = ssm.get_parameter(Name=setting("CHAIN_PARAMETER"))["Parameter"]["Value"]
    except ssm.exceptions.ParameterNotFound:
        raise NotDeployedError("The contracts are on no chain yet.") from None
    settings = chain_answers.settings(json.loads(said))
    return Chain(settings, Nodes(_urls(), settings.chain_id))


def _urls() -> list[str]:
    secrets = client("secretsmanager")
    try:
        text = secrets.get_secret_value(SecretId=setting("NODE_SECRET"))["SecretString"]
        return [str(url) for url in json.loads(text)["urls"]]
    except (secrets.exceptions.ResourceNotFoundException, ValueError, KeyError, TypeError):
        # What is wrong with it would quote it.
        raise NotDeployedError("The secret with the nodes' addresses is not filled.") from None


def _asked(to: str | None, data: bytes, sender: str | None, value: int) -> dict[str, str]:
    asked = {"data": "0x" + data.hex(), "value": hex(value)}
    if to:
        asked["to"] = to
    if sender:
        asked["from"] = sender
    return asked


def _told(error: RefusedError) -> Exception:
    """The same error, by its kind."""
    said = error.message.lower()
    if error.code == _REVERTED or "revert" in said:
        from nfts.data import chain_answers

        return chain_answers.reverted(error)
    for words, kind in (
        (_NONCE, NonceTooLowError),
        (_FUNDS, OutOfFundsError),
        (_FEE, UnderpricedError),
    ):
        if _says(said, words):
            return kind(error.message)
    return error


def _says(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _number(text: str) -> int:
    return int(text, 16)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _at(block: int | str) -> str:
    return block if isinstance(block, str) else hex(block)
