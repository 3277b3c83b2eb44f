"""What one transaction of the platform's account has come to, and what is to be done about it.

A nonce belongs to one request (`key`). What was signed for it is kept before it is sent, and may
be replaced by the same with a higher fee; whichever of them is in a block counts for all. The
rules here are asked again and again until there is an answer; they send nothing themselves.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from nfts.domain.blocks import Fees

STUCK_BLOCKS = 5
"""So long a transaction that is next in line may be passed over before its fee is raised."""
RAISE_PERCENT = 25
"""Nodes take a replacement from 10 % more on; 12.5 % is what one block's base fee can rise by."""
MOST_REPLACEMENTS = 8
"""1.25 ** 8 is six times the first fee. From there on it rises only where the market asks more."""
MOST_FEE = 1_000 * 10**9
"""Wei a unit of gas: no fee is raised above it."""
OVERDUE_SECONDS = 1800
WINDOW = 64
"""Transactions of one account that may be out beyond what the chain has counted.

go-ethereum keeps 64 (txpool.accountqueue) of an account while one with a lower nonce is late, and
drops what comes on top; other nodes keep as many or more.
https://geth.ethereum.org/docs/fundamentals/command-line-options
"""


class Do(StrEnum):
    WAIT = "wait"
    SEND = "send"
    """Again what was signed: no node knows it."""
    REPLACE = "replace"
    GIVE_UP = "give-up"
    """The nonce is another transaction's: take a new one."""
    OVERDUE = "overdue"
    FINAL = "final"
    """In a block that is deep enough."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One transaction for the nonce; `fees` are those it offers."""

    hash: str
    fees: Fees
    at: datetime


@dataclass(frozen=True, slots=True)
class Sending:
    """Everything that was signed for one nonce of an account. Only the last can be sent again."""

    account: str
    """`<chain id>#<address>`"""
    nonce: int
    key: str
    """Whose it is: `<job>#<part>`."""
    gas: int
    raw: bytes
    signed: tuple[Signed, ...]
    block_hash: str | None = None
    """Where it was seen last."""
    overtaken_at: datetime | None = None
    """Since when its nonce is counted, and none of these is in a block."""
    attempt: int = 1
    """Of its job: the one that is at work on it."""
    taken_up_at: datetime | None = None
    """When that was; None of what nobody took up again."""

    @property
    def last(self) -> Signed:
        return self.signed[-1]

    @property
    def hashes(self) -> tuple[str, ...]:
        """The newest first."""
        return tuple(one.hash for one in reversed(self.signed))

    @property
    def worked_on_since(self) -> datetime:
        """By this attempt, or with this fee."""
        return max(self.last.at, self.taken_up_at or self.last.at)

    @property
    def often_replaced(self) -> bool:
        return len(self.signed) > MOST_REPLACEMENTS

    def taken_up(self, attempt: int, at: datetime) -> Self:
        """By a later attempt, which has its own half an hour."""
        return replace(self, attempt=attempt, taken_up_at=at)

    def seen(self, seen: "Seen", block_hash: str | None, at: datetime) -> Self:
        """What one look tells that the next one has to know."""
        overtaken = seen.block is None and seen.counted > self.nonce
        since = self.overtaken_at or at
        return replace(self, block_hash=block_hash, overtaken_at=since if overtaken else None)

    def replaced(self, raw: bytes, signed: Signed) -> Self:
        return replace(self, raw=raw, signed=(*self.signed, signed))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the chain says of a nonce's transactions: all of it by one node."""

    head: int
    """The newest block's number."""
    counted: int
    """Transactions of the account that are in blocks: the next nonce."""
    block: int | None
    """Where one of them is."""
    known: bool
    """Whether the node has the last one waiting."""
    market: Fees | None = None
    """What gets into the next blocks; asked for where it was `often_replaced`."""


@dataclass(frozen=True, slots=True)
class Pace:
    confirmations: int
    """A block counts as final when so many are there, its own counted."""
    block_seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    do: Do
    seconds: int = 0
    """Until it makes sense to look again."""


def judge(sending: Sending, seen: Seen, pace: Pace, now: datetime) -> Verdict:
    """What is to be done next."""
    if seen.block is not None:
        missing = pace.confirmations - (seen.head - seen.block + 1)
        if missing <= 0:
            return Verdict(Do.FINAL)
        return Verdict(Do.WAIT, pause(missing, pace))
    stuck = STUCK_BLOCKS * pace.block_seconds
    if seen.counted > sending.nonce:
        # Behind one address may be several nodes, some blocks apart: one has counted ours, another
        # does not have it yet. How long ago it was signed says nothing of that.
        overtaken = (now - (sending.overtaken_at or now)).total_seconds()
        return Verdict(Do.GIVE_UP) if overtaken >= stuck else Verdict(Do.WAIT, pause(1, pace))
    late = (now - sending.worked_on_since).total_seconds() > OVERDUE_SECONDS
    if not seen.known and not late:
        return Verdict(Do.SEND)
    if (
        seen.counted == sending.nonce  # else one before it is what holds it up
        and (now - sending.last.at).total_seconds() >= stuck
        and _may_rise(sending, seen.market)
    ):
        return Verdict(Do.REPLACE)
    return Verdict(Do.OVERDUE) if late else Verdict(Do.WAIT, pause(1, pace))


def _may_rise(sending: Sending, market: Fees | None) -> bool:
    fee = sending.last.fees.max_fee
    asked_more = market is not None and market.max_fee > fee
    return fee < MOST_FEE and (asked_more or not sending.often_replaced)


def raised(sending: Sending, market: Fees) -> Fees:
    """The fees of a replacement: enough above the last for every node, and for the market."""
    fees = sending.last.fees.raised(RAISE_PERCENT).at_least(market)
    return Fees(min(fees.max_fee, MOST_FEE), min(fees.priority_fee, MOST_FEE))


def pause(blocks: int, pace: Pace) -> int:
    """Whole seconds in which so many blocks come, few enough to notice what goes wrong."""
    return max(1, math.ceil(min(blocks, STUCK_BLOCKS) * pace.block_seconds))


def most_gas(block_gas_limit: int) -> int:
    """What one transaction may take: EIP-7825's 2 ** 24, and never more than half a block."""
    return int(min(block_gas_limit // 2, 2**24))
