"""An edition given to many at once: in as few transactions as fit, one after the other."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from nfts.domain.mint import Mint, State

MOST_RECIPIENTS = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """Recipients `start` to `stop` in one transaction."""

    start: int
    stop: int
    transaction: str | None = None
    block: int | None = None
    refused: tuple[str, ...] = ()
    """Contracts that did not take theirs: nothing was minted to them."""

    @property
    def done(self) -> bool:
        return self.transaction is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Airdrop(Mint):
    edition_id: str
    artist_id: str
    recipients: tuple[str, ...]
    """Checksummed addresses, each once."""
    quantity_each: int
    parts: tuple[Part, ...] = ()
    """None before it is known how many fit one transaction."""

    @property
    def given(self) -> int:
        """Recipients who have theirs."""
        return sum(part.stop - part.start - len(part.refused) for part in self.parts if part.done)

    @property
    def refused(self) -> tuple[str, ...]:
        return tuple(address for part in self.parts for address in part.refused)

    @property
    def next_part(self) -> int | None:
        """The first that is not done; None when all are, or none is planned yet."""
        return next((n for n, part in enumerate(self.parts) if not part.done), None)

    def of(self, part: int) -> tuple[str, ...]:
        return self.recipients[self.parts[part].start : self.parts[part].stop]

    def planned(self, sizes: tuple[int, ...], at: datetime) -> Self:
        """So many recipients in each transaction; what is planned stays."""
        if self.parts:
            return self
        parts, start = [], 0
        for size in sizes:
            parts.append(Part(start, start + size))
            start += size
        if start != len(self.recipients):
            raise ValueError("the parts are not the whole")
        return replace(self, parts=tuple(parts)).marked("planned", at, str(len(parts)))

    def given_out(
        self, part: int, transaction: str, block: int, refused: tuple[str, ...], at: datetime
    ) -> Self:
        """A part is on the chain; with the last one all is done."""
        if self.parts[part].done:
            return self
        done = replace(self.parts[part], transaction=transaction, block=block, refused=refused)
        parts = (*self.parts[:part], done, *self.parts[part + 1 :])
        left = replace(self, parts=parts).marked("given", at, transaction)
        if left.next_part is None:
            left = replace(left, state=State.MINTED, failure=None)
        return left


def sizes(recipients: int, gas: int, most_gas: int) -> tuple[int, ...]:
    """Even parts, as few as it takes when all together would need `gas`."""
    count = max(1, -(-gas // most_gas))
    base, more = divmod(recipients, count)
    return tuple(base + (n < more) for n in range(count))
