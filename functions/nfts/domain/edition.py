"""A numbered edition (or a one-of-one) of a published work, from the ask to the chain.

    minting -> minted
    minting -> failed -> minting (resumed, or asked for again on other terms)

A work is minted once: the edition's id follows from the work's, and the id on the chain is the
edition's ULID as a number. So whoever asks twice, and whatever is forgotten and done again, ends
at the same id, of which the contract takes one.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from ulid import ULID

from didit360 import ids
from nfts.domain.failure import Failure

MOST_SUPPLY = 2**32 - 2
"""4294967295 stands for an edition that time alone caps (contracts/src/Terms.sol)."""
TIME_ALONE = 2**32 - 1
MOST_ROYALTY_BPS = 2_500
MOST_MARKS = 40
"""Of the history: what is in the middle goes first."""
_SENT = frozenset({"sent", "replaced", "sent-again"})


class Kind(StrEnum):
    FIXED = "fixed"
    TIMED = "timed"
    ONE_OF_ONE = "one-of-one"


class State(StrEnum):
    MINTING = "minting"
    FAILED = "failed"
    MINTED = "minted"


class NotFailedError(Exception):
    """It is under way or done: there is nothing to resume."""


class CannotAskError(Exception):
    """It is minted, or may still be as it was asked for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the artist decides. For ever, once it is minted."""

    kind: Kind
    supply: int | None
    """None: what is minted until `closes_at`."""
    closes_at: datetime | None
    royalty_bps: int
    sheet_id: str
    artist_address: str
    """Who alone may sell it on the chain; checksummed."""
    quantity: int
    """Minted at once, to `recipient`; 0: none."""
    recipient: str
    description: str = ""

    @property
    def max_supply(self) -> int:
        """As the contract has it."""
        if self.kind is Kind.ONE_OF_ONE:
            return 1
        return TIME_ALONE if self.supply is None else self.supply


@dataclass(frozen=True, slots=True)
class Content:
    """What cannot change: the master's hash, and what lies on IPFS."""

    sha256: str
    metadata: str
    """CID of the metadata; that of the cover is None for a work without one."""
    cover: str | None


@dataclass(frozen=True, slots=True)
class Minted:
    """Where it is on the chain."""

    chain_id: int
    contract: str
    split: str
    transaction: str
    block: int
    block_hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on the way. `what`: asked, stored, sent, replaced, sent-again,
    reorganised, minted, failed, resumed; of an airdrop, planned and given, too."""

    what: str
    at: datetime
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    id: str
    artist_id: str
    work_id: str
    work_kind: str
    title: str
    terms: Terms
    asked_at: datetime
    updated_at: datetime
    state: State = State.MINTING
    attempt: int = 1
    content: Content | None = None
    minted: Minted | None = None
    failure: Failure | None = None
    history: tuple[Mark, ...] = ()
    signed: bool = False
    """Whether a transaction with these terms was signed: it may be in a block at any time. Of rows
    from before this was kept, their history says it."""
    revision: int = field(default=0, compare=False)
    """Storage counts it, each write once."""

    @property
    def token(self) -> int:
        """Its id on the chain."""
        return ids.number(self.id)

    @property
    def under_way(self) -> bool:
        return self.state is State.MINTING

    def marked(self, what: str, at: datetime, detail: str | None = None) -> Self:
        """The same, with one line more in its history; what was just said is not said again."""
        if self.history and (self.history[-1].what, self.history[-1].detail) == (what, detail):
            return self
        history = (*self.history, Mark(what, at, detail))
        if len(history) > MOST_MARKS:
            half = MOST_MARKS // 2
            history = history[:half] + history[-half:]
        signed = self.signed or what in _SENT
        return replace(self, history=history, signed=signed, updated_at=at)

    def stored(self, content: Content, at: datetime) -> Self:
        if self.content == content:
            return self
        return replace(self, content=content).marked("stored", at, content.metadata)

    def resumed(self, at: datetime) -> Self:
        """Its next attempt. NotFailedError."""
        if self.state is not State.FAILED:
            raise NotFailedError
        going = replace(self, state=State.MINTING, attempt=self.attempt + 1, failure=None)
        return going.marked("resumed", at)

    def asked_again(self, terms: Terms, title: str, at: datetime) -> Self:
        """On other terms, where no transaction can bring about the first. CannotAskError."""
        if self.state is not State.FAILED or (self._may_come and not self._cannot_come):
            raise CannotAskError
        again = replace(
            self.resumed(at), terms=terms, title=title, content=None, history=(), signed=False
        )
        return again.marked("asked", at)

    @property
    def _may_come(self) -> bool:
        return self.signed or any(mark.what in _SENT for mark in self.history)

    @property
    def _cannot_come(self) -> bool:
        """The contract has refused these terms, or has taken others."""
        why = self.failure
        if why is None:
            return False
        # That there is such a release may well be said of the one that was asked for.
        refused = why.code == "reverted" and why.reverted_with != "ReleaseExists"
        return refused or why.code == "already-minted"

    def failed(self, failure: Failure) -> Self:
        """Told to the artist; once it is minted nothing fails it any more."""
        if self.state is not State.MINTING:
            return self
        done = replace(self, state=State.FAILED, failure=failure)
        return done.marked("failed", failure.at, failure.error or failure.code)

    def recorded(self, minted: Minted, at: datetime) -> Self:
        if self.state is State.MINTED:
            return self
        done = replace(self, state=State.MINTED, minted=minted, failure=None)
        return done.marked("minted", at, minted.transaction)


def id_of(work_id: str) -> str:
    """The one edition of a work: the work's time, and 80 bits of its id's SHA-256."""
    born = ids.number(work_id) >> 80
    digest = hashlib.sha256(work_id.encode()).digest()[:10]
    return f"edn_{ULID(born.to_bytes(6, 'big') + digest)}"
