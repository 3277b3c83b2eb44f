"""A numbered edition (or a one-of-one) of a published work, from the ask to the chain.

    minting -> minted
    minting -> failed -> minting (resumed, or asked for again on other terms)

A work is minted once: the edition's id follows from the work's, and the id on the chain is the
edition's ULID as a number. So whoever asks twice, and whatever is forgotten and done again, ends
at the same id, of which the contract takes one.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from ulid import ULID

from didit360 import ids
from nfts.domain.mint import Mint, State

MOST_SUPPLY = 2**32 - 2
"""4294967295 stands for an edition that time alone caps (contracts/src/Terms.sol)."""
TIME_ALONE = 2**32 - 1
MOST_ROYALTY_BPS = 2_500
_SENT = frozenset({"sent", "replaced", "sent-again"})


class Kind(StrEnum):
    FIXED = "fixed"
    TIMED = "timed"
    ONE_OF_ONE = "one-of-one"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Mint):
    artist_id: str
    work_id: str
    work_kind: str
    title: str
    terms: Terms
    content: Content | None = None
    minted: Minted | None = None
    signed: bool = False
    """Whether a transaction with these terms was signed: it may be in a block at any time. Of rows
    from before this was kept, their history says it."""

    @property
    def token(self) -> int:
        """Its id on the chain."""
        return ids.number(self.id)

    def marked(self, what: str, at: datetime, detail: str | None = None) -> Self:
        # Not super(): a class with slots is not the one that its methods were written in.
        after = Mint.marked(self, what, at, detail)
        return replace(after, signed=after.signed or what in _SENT)

    def stored(self, content: Content, at: datetime) -> Self:
        if self.content == content:
            return self
        return replace(self, content=content).marked("stored", at, content.metadata)

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
