"""A person's wallets: addresses that they have shown to be theirs. One of them is the primary."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

MAX_WALLETS = 10
"""Of one person."""


class TooManyWalletsError(Exception):
    """A person has MAX_WALLETS already."""


class NotLinkedError(Exception):
    """The person has no such wallet."""


@dataclass(frozen=True, slots=True)
class Wallet:
    address: str
    """With the capitals of EIP-55."""
    linked_at: datetime
    primary: bool
    """Where what is for the person goes, when nobody says which wallet."""


@dataclass(frozen=True, slots=True)
class Wallets:
    """All of one person's, the first linked first; never without a primary one, unless empty."""

    person_id: str
    linked: tuple[Wallet, ...] = ()
    revision: int = field(default=0, compare=False)

    @property
    def primary(self) -> Wallet | None:
        return next((wallet for wallet in self.linked if wallet.primary), None)

    def find(self, address: str) -> Wallet:
        """The one of this address, in whatever case it is written. NotLinkedError."""
        for wallet in self.linked:
            if wallet.address.lower() == address.lower():
                return wallet
        raise NotLinkedError

    def has(self, address: str) -> bool:
        return any(wallet.address.lower() == address.lower() for wallet in self.linked)

    def linking(self, address: str, at: datetime) -> Self:
        """The first one is the primary. TooManyWalletsError."""
        if self.has(address):
            return self
        if len(self.linked) >= MAX_WALLETS:
            raise TooManyWalletsError
        return replace(self, linked=(*self.linked, Wallet(address, at, primary=not self.linked)))

    def unlinking(self, address: str) -> Self:
        """After the primary one, the one that was linked first is it. NotLinkedError."""
        gone = self.find(address)
        left = replace(self, linked=tuple(one for one in self.linked if one != gone))
        if not gone.primary or not left.linked:
            return left
        return left.preferring(left.linked[0].address)

    def preferring(self, address: str) -> Self:
        """Make it the primary one. NotLinkedError."""
        first = self.find(address)
        linked = (replace(one, primary=one.address == first.address) for one in self.linked)
        return replace(self, linked=tuple(linked))
