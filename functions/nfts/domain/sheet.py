"""A split sheet: who is paid which part of what a work brings in, and who has agreed to it.

    draft -> invited -> signing -> consented -> frozen
    any of them but the last -> draft, when its owner changes something or a payee refuses

What each payee signs has the addresses of all (contracts/src/Splits.sol), so nobody signs before
everybody has one: until then the sheet is `invited`. Whatever changes, an address too, voids all
consents. A frozen sheet never changes, on the chain or here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from didit360.ids import number
from nfts.domain.shares import Consent, Payee, Terms, bare

MAX_OPEN = 100
"""Sheets that are not frozen, that an artist may have at once."""


class State(StrEnum):
    DRAFT = "draft"
    INVITED = "invited"
    SIGNING = "signing"
    CONSENTED = "consented"
    FROZEN = "frozen"


class FrozenError(Exception):
    """A frozen sheet never changes."""


class NotInvitedError(Exception):
    """The sheet is a draft: nobody but its owner has a say in it."""


class NotSigningError(Exception):
    """Not every payee has a wallet yet: there is nothing to sign."""


class NotConsentedError(Exception):
    """Somebody has not consented."""


class PayeeGoneError(Exception):
    """A payee is no longer on the platform."""


class NotPayeeError(Exception):
    """They are not on the sheet."""


class AddressTakenError(Exception):
    """Another payee of the sheet is paid there."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the sheet is a draft again."""

    person_id: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OnChain:
    """What Splits.create takes: payees ascend by their addresses."""

    id: bytes
    composition_part: int
    payees: tuple[tuple[str, int, int], ...]
    """Address, recording share, composition share."""


@dataclass(frozen=True, slots=True)
class Sheet:
    id: str
    owner_id: str | None
    """None: somebody who was erased; others are still paid by what they froze."""
    terms: Terms
    created_at: datetime
    updated_at: datetime
    invited_at: datetime | None = None
    frozen_at: datetime | None = None
    refusal: Refusal | None = None
    revision: int = field(default=0, compare=False)
    """Of everything here; the ETag. Storage counts it, each write once."""

    @property
    def state(self) -> State:
        if self.frozen_at:
            return State.FROZEN
        if not self.invited_at:
            return State.DRAFT
        if any(payee.address is None for payee in self.payees):
            return State.INVITED
        if any(payee.consent is None for payee in self.payees):
            return State.SIGNING
        return State.CONSENTED

    @property
    def payees(self) -> tuple[Payee, ...]:
        return self.terms.payees

    @property
    def people(self) -> frozenset[str]:
        """Everybody on it that is on the platform."""
        return frozenset(payee.person_id for payee in self.payees if payee.person_id)

    @property
    def waiting_for_wallets(self) -> frozenset[str]:
        """Those who are invited and have no address on it."""
        if not self.invited_at:
            return frozenset()
        return frozenset(
            payee.person_id for payee in self.payees if payee.person_id and not payee.address
        )

    @property
    def alone(self) -> bool:
        """Whether its owner is its only payee: then there is nobody to wait for."""
        return [payee.person_id for payee in self.payees] == [self.owner_id]

    def payee(self, person_id: str) -> Payee:
        """NotPayeeError."""
        for payee in self.payees:
            if payee.person_id == person_id:
                return payee
        raise NotPayeeError

    def seen_by(self, person_id: str) -> bool:
        """A draft is its owner's alone."""
        if person_id == self.owner_id:
            return True
        return self.invited_at is not None and person_id in self.people

    def onchain(self) -> OnChain:
        """NotSigningError as long as an address is missing."""
        lines = [
            (payee.address, payee.recording_bps, payee.composition_bps)
            for payee in self._ascending()
            if payee.address
        ]
        return OnChain(sheet_key(self.id), self.terms.composition_part_bps, tuple(lines))

    @property
    def consents(self) -> tuple[bytes, ...]:
        """In the order of `onchain()`'s payees. NotConsentedError."""
        given = [payee.consent for payee in self._ascending() if payee.consent]
        if len(given) < len(self.payees):
            raise NotConsentedError
        return tuple(bytes.fromhex(consent.signature[2:]) for consent in given)

    def changed(self, terms: Terms, at: datetime) -> Self:
        """A draft again, unless nothing changes. FrozenError; what Terms.must_hold raises."""
        self._must_not_be_frozen()
        terms.must_hold()
        if replace(terms, payees=bare(terms.payees)) == replace(
            self.terms, payees=bare(self.payees)
        ):
            return self
        return replace(self._draft(at), terms=replace(terms, payees=bare(terms.payees)))

    def invited(self, wallets: Mapping[str, str], at: datetime) -> Self:
        """Everybody is asked; each is paid at their primary wallet (by their id), if they have one.

        Once invited, only what is missing is filled in. FrozenError, PayeeGoneError.
        """
        self._must_not_be_frozen()
        if any(payee.person_id is None for payee in self.payees):
            raise PayeeGoneError
        invited = self if self.invited_at else replace(self, invited_at=at, refusal=None)
        # Who has a wallet now may not be who had it when another line was filled in.
        taken = {payee.address for payee in self.payees}
        payees = []
        for payee in self.payees:
            theirs = wallets.get(payee.person_id or "")
            if payee.address is None and theirs and theirs not in taken:
                taken.add(theirs)
                payees.append(replace(payee, address=theirs))
            else:
                payees.append(payee)
        return invited._with(payees, at)

    def paying(self, person_id: str, address: str, at: datetime) -> Self:
        """A payee chooses another wallet of theirs: everybody signs again.

        FrozenError, NotPayeeError, NotInvitedError, AddressTakenError.
        """
        self._must_be_asking()
        mine = self.payee(person_id)
        if mine.address == address:
            return self
        if any(payee.address == address for payee in self.payees):
            raise AddressTakenError
        voided = (replace(payee, consent=None) for payee in self.payees)
        return self._with(
            (
                replace(payee, address=address) if payee.person_id == person_id else payee
                for payee in voided
            ),
            at,
        )

    def must_ask(self, person_id: str) -> None:
        """FrozenError, NotPayeeError, NotInvitedError, NotSigningError: no consent of theirs is
        waited for.
        """
        self._must_be_asking()
        self.payee(person_id)
        if self.state is State.INVITED:
            raise NotSigningError

    def consented(self, person_id: str, consent: Consent) -> Self:
        """Whoever calls has verified the signature over this very sheet. As `must_ask`."""
        self.must_ask(person_id)
        mine = self.payee(person_id)
        if mine.consent and replace(mine.consent, at=consent.at) == consent:
            return self
        return self._with(
            (replace(payee, consent=consent) if payee == mine else payee for payee in self.payees),
            consent.at,
        )

    def refused(self, person_id: str, reason: str, at: datetime) -> Self:
        """A draft again, and its owner reads why. FrozenError, NotPayeeError, NotInvitedError."""
        self._must_be_asking()
        self.payee(person_id)
        return replace(self._draft(at), refusal=Refusal(person_id, reason, at))

    def frozen(self, at: datetime) -> Self:
        """For ever. NotConsentedError."""
        if self.frozen_at:
            return self
        if self.state is not State.CONSENTED:
            raise NotConsentedError
        return replace(self, frozen_at=at, updated_at=at)

    def without(self, person_id: str, at: datetime) -> Self:
        """What is left of it when somebody is erased.

        A frozen one stays as it is on the chain: the address is paid, and nobody's here. Any other
        is a draft again, whose owner says who gets that share.
        """
        if self.owner_id != person_id and person_id not in self.people:
            return self
        asked = person_id in self.people and self.invited_at and not self.frozen_at
        left = self._draft(at) if asked else self
        terms = left.terms
        if left.owner_id == person_id:
            terms = replace(terms, title="")
        payees = tuple(
            replace(payee, person_id=None) if payee.person_id == person_id else payee
            for payee in terms.payees
        )
        theirs = left.refusal and left.refusal.person_id == person_id
        return replace(
            left,
            owner_id=None if left.owner_id == person_id else left.owner_id,
            terms=replace(terms, payees=payees),
            refusal=None if theirs else left.refusal,
            updated_at=at,
        )

    def _ascending(self) -> list[Payee]:
        if any(payee.address is None for payee in self.payees):
            raise NotSigningError
        return sorted(self.payees, key=lambda payee: int(payee.address or "", 16))

    def _with(self, payees: Iterable[Payee], at: datetime) -> Self:
        terms = replace(self.terms, payees=tuple(payees))
        if terms == self.terms and self.invited_at:
            return self
        return replace(self, terms=terms, updated_at=at)

    def _draft(self, at: datetime) -> Self:
        terms = replace(self.terms, payees=bare(self.payees))
        return replace(self, terms=terms, invited_at=None, refusal=None, updated_at=at)

    def _must_not_be_frozen(self) -> None:
        if self.frozen_at:
            raise FrozenError

    def _must_be_asking(self) -> None:
        self._must_not_be_frozen()
        if not self.invited_at:
            raise NotInvitedError


def sheet_key(sheet_id: str) -> bytes:
    """A sheet's id as the chain has it: the 128 bits of its ULID, in 32 bytes."""
    return number(sheet_id).to_bytes(32, "big")
