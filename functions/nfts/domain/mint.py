"""What editions, airdrops and errands have in common: attempts to bring them onto the chain.

minting -> minted
minting -> failed -> minting (resumed)
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from nfts.domain.failure import Failure

MOST_MARKS = 40
"""Of the history: what is in the middle goes first."""


class State(StrEnum):
    MINTING = "minting"
    FAILED = "failed"
    MINTED = "minted"


class NotFailedError(Exception):
    """It is under way or done: there is nothing to resume."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on the way. `what`: asked, stored, sent, replaced, sent-again,
    reorganised, minted, failed, resumed; of an airdrop, planned and given, too; of an errand, done.
    """

    what: str
    at: datetime
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mint:
    id: str
    asked_at: datetime
    updated_at: datetime
    state: State = State.MINTING
    attempt: int = 1
    failure: Failure | None = None
    history: tuple[Mark, ...] = ()
    revision: int = field(default=0, compare=False)
    """Storage counts it, each write once."""

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
        return replace(self, history=history, updated_at=at)

    def resumed(self, at: datetime) -> Self:
        """Its next attempt; what is done stays done. NotFailedError."""
        if self.state is not State.FAILED:
            raise NotFailedError
        going = replace(self, state=State.MINTING, attempt=self.attempt + 1, failure=None)
        return going.marked("resumed", at)

    def failed(self, failure: Failure) -> Self:
        """Told to who asked for it; once it is minted nothing fails it any more."""
        if self.state is not State.MINTING:
            return self
        done = replace(self, state=State.FAILED, failure=failure)
        return done.marked("failed", failure.at, failure.error or failure.code)
