"""The lines of a split sheet: who is paid which part, and what makes them a whole.

The rules are those of contracts/src/Splits.sol, kept here before anybody is asked to sign.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

BPS = 10_000
"""Basis points of the whole."""
MAX_PAYEES = 100
"""What the contract takes in one split."""


class SharesError(ValueError):
    """The shares do not make a whole; `what` says which, `sum` how much they make."""

    def __init__(self, what: str, total: int) -> None:
        super().__init__(f"{what}: {total}")
        self.what = what
        self.sum = total


class PayeeTwiceError(ValueError):
    """Somebody stands in the sheet twice."""


class PayeeWithoutShareError(ValueError):
    """Somebody would get nothing; `place` counts from 0."""

    def __init__(self, place: int) -> None:
        super().__init__(str(place))
        self.place = place


@dataclass(frozen=True, slots=True)
class Consent:
    signature: str
    """0x-hex: 65 bytes of a key (v 27 or 28), or whatever a contract wallet takes (EIP-1271)."""
    digest: str
    """0x-hex: the EIP-712 digest that was signed."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Payee:
    """A line of the sheet; shares in basis points of each column."""

    person_id: str | None
    """None: somebody who was erased."""
    role: str
    recording_bps: int
    composition_bps: int
    address: str | None = None
    """Where they are paid, with the capitals of EIP-55; None until they are invited, or as long as
    they have no wallet."""
    consent: Consent | None = None

    def weight(self, composition_part_bps: int) -> int:
        """The part of all income, of BPS * BPS (contracts/src/lib/Shares.sol)."""
        recording = self.recording_bps * (BPS - composition_part_bps)
        return recording + self.composition_bps * composition_part_bps


@dataclass(frozen=True, slots=True)
class Terms:
    """What its owner says in a sheet."""

    title: str
    payees: tuple[Payee, ...]
    composition_part_bps: int = 0
    """Of all income, what goes by the composition column; the rest by the recording column."""
    work_id: str | None = None
    """The track or release that it is for; None: for whatever its owner uses it for."""

    def must_hold(self) -> None:
        """What the contract asks of a sheet, asked before anybody is.

        SharesError, PayeeTwiceError, PayeeWithoutShareError.
        """
        people = [payee.person_id for payee in self.payees if payee.person_id]
        if len(set(people)) < len(people):
            raise PayeeTwiceError
        recording = sum(payee.recording_bps for payee in self.payees)
        if recording != BPS:
            raise SharesError("recording_bps", recording)
        composition = sum(payee.composition_bps for payee in self.payees)
        if composition != (BPS if self.composition_part_bps else 0):
            raise SharesError("composition_bps", composition)
        for place, payee in enumerate(self.payees):
            if payee.weight(self.composition_part_bps) == 0:
                raise PayeeWithoutShareError(place)


def bare(payees: Iterable[Payee]) -> tuple[Payee, ...]:
    """As their owner named them: no address, no consent."""
    return tuple(replace(payee, address=None, consent=None) for payee in payees)
