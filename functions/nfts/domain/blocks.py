"""What a chain says of itself: blocks, receipts, logs, fees, and which currencies count there."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """`hash` and `parent_hash` are 0x-hex in lower case; `timestamp` is in Unix seconds."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    gas_limit: int = 0


@dataclass(frozen=True, slots=True)
class Log:
    """One event, where it stands on the chain; `address` is checksummed."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes
    block_number: int
    block_hash: str
    transaction_hash: str
    transaction_index: int
    index: int
    """Among the block's logs."""

    @property
    def place(self) -> tuple[int, int]:
        """Logs in the chain's own order sort by this."""
        return self.block_number, self.index


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction that is in a block."""

    transaction_hash: str
    block_number: int
    block_hash: str
    succeeded: bool
    gas_used: int
    effective_gas_price: int
    contract: str | None
    """The address of what it deployed."""
    logs: tuple[Log, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A transaction that a node knows; in no block yet when `block_number` is None."""

    hash: str
    sender: str
    nonce: int
    block_number: int | None
    max_fee: int
    priority_fee: int
    to: str | None = None
    """None of what deploys a contract."""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Fees:
    """Of EIP-1559, in wei a unit of gas."""

    max_fee: int
    priority_fee: int

    def raised(self, percent: int) -> "Fees":
        """So much higher, rounded up: nodes take a replacement from 10 % more on."""
        return Fees(_raised(self.max_fee, percent), _raised(self.priority_fee, percent))

    def at_least(self, other: "Fees") -> "Fees":
        return Fees(max(self.max_fee, other.max_fee), max(self.priority_fee, other.priority_fee))


@dataclass(frozen=True, slots=True)
class Currency:
    """`address` is "native" or an ERC-20's, checksummed."""

    address: str
    symbol: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Contracts:
    """Where ours are, checksummed."""

    releases: str
    splits: str
    market: str


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """What the SSM parameter says of the chain that we are on."""

    chain_id: int
    contracts: Contracts
    confirmations: int
    """A block is taken as final when so many are on it, its own counted."""
    block_seconds: float
    start_block: int
    """The first that can hold a log of ours."""
    currencies: tuple[Currency, ...] = field(default=())


def _raised(fee: int, percent: int) -> int:
    return -(-fee * (100 + percent) // 100)
