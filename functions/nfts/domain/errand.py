"""One transaction that the platform sends for somebody, so that they need no coin for the gas:
claiming a free voucher, setting a sale that its artist signed, revoking a voucher.

It says itself what is sent, and by which event the contract tells that it is done: so it can be
done once however often it is begun. The states' names are those of editions and airdrops, whose
workflow it takes.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from didit360 import ids
from nfts.domain.mint import Mint, State


class What(StrEnum):
    CLAIM = "claim"
    SALE = "sale"
    REVOCATION = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand(Mint):
    """Its id, ern_..., follows from what it is about."""

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
    transaction: str | None = None
    block: int | None = None

    def is_told_by(self, event: str, said: dict[str, Any]) -> bool:
        return event == self.event and all(
            str(said.get(name)) == value for name, value in self.expects
        )

    def recorded(self, transaction: str, block: int, at: datetime) -> Self:
        if self.state is State.MINTED:
            return self
        done = replace(self, state=State.MINTED, transaction=transaction, block=block, failure=None)
        return done.marked("done", at, transaction)


def id_of(what: What, *about: str) -> str:
    """One errand of a kind about one thing: asked for twice it is the same."""
    return ids.digested("ern", "#".join((what, *about)).encode())


def word(value: int | str) -> str:
    """A number or an address as the chain has an indexed value."""
    number = int(value, 16) if isinstance(value, str) else value
    return "0x" + number.to_bytes(32, "big").hex()
