"""One transaction that the platform sends for somebody, so that they need no coin for the gas:
claiming a free voucher, setting a sale that its artist signed, revoking a voucher.

    minting -> minted
    minting -> failed -> minting (resumed)

It says itself what is sent, and by which event the contract tells that it is done: so it can be
done once however often it is begun. The states' names are those of editions and airdrops, whose
workflow it takes.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from didit360 import ids
from nfts.domain.edition import MOST_MARKS, Mark, NotFailedError, State
from nfts.domain.failure import Failure


class What(StrEnum):
    CLAIM = "claim"
    SALE = "sale"
    REVOCATION = "revocation"


@dataclass(frozen=True, slots=True)
class Errand:
    id: str
    """ern_..., which follows from what it is about."""
    what: What
    person_id: str
    """Who asked for it."""
    edition_id: str
    subject: str
    """The voucher's id, or the wallet's address whose terms of sale they are."""
    contract: str
    data: str
    """0x-hex: the call."""
    event: str
    """Of Releases, by which it says that it is done."""
    indexed: tuple[str, ...]
    """The event's first indexed values, as 32 bytes of 0x-hex."""
    expects: tuple[tuple[str, str], ...]
    """What the event's values are, as texts."""
    asked_at: datetime
    updated_at: datetime
    state: State = State.MINTING
    attempt: int = 1
    transaction: str | None = None
    block: int | None = None
    failure: Failure | None = None
    history: tuple[Mark, ...] = ()
    revision: int = field(default=0, compare=False)

    @property
    def under_way(self) -> bool:
        return self.state is State.MINTING

    def is_told_by(self, event: str, said: dict[str, Any]) -> bool:
        return event == self.event and all(
            str(said.get(name)) == value for name, value in self.expects
        )

    def recorded(self, transaction: str, block: int, at: datetime) -> Self:
        if self.state is State.MINTED:
            return self
        done = replace(self, state=State.MINTED, transaction=transaction, block=block, failure=None)
        return done.marked("done", at, transaction)

    def marked(self, what: str, at: datetime, detail: str | None = None) -> Self:
        """The same, with one line more in its history; what was just said is not said again."""
        if self.history and (self.history[-1].what, self.history[-1].detail) == (what, detail):
            return self
        history = (*self.history, Mark(what, at, detail))
        if len(history) > MOST_MARKS:
            history = history[: MOST_MARKS // 2] + history[-MOST_MARKS // 2 :]
        return replace(self, history=history, updated_at=at)

    def resumed(self, at: datetime) -> Self:
        """Its next attempt. NotFailedError."""
        if self.state is not State.FAILED:
            raise NotFailedError
        going = replace(self, state=State.MINTING, attempt=self.attempt + 1, failure=None)
        return going.marked("resumed", at)

    def failed(self, failure: Failure) -> Self:
        if self.state is not State.MINTING:
            return self
        done = replace(self, state=State.FAILED, failure=failure)
        return done.marked("failed", failure.at, failure.error or failure.code)


def id_of(what: What, *about: str) -> str:
    """One errand of a kind about one thing: asked for twice it is the same."""
    return ids.digested("ern", "#".join((what, *about)).encode())


def word(value: int | str) -> str:
    """A number or an address as the chain has an indexed value."""
    number = int(value, 16) if isinstance(value, str) else value
    return "0x" + number.to_bytes(32, "big").hex()
