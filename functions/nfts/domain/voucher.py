"""Leave to be minted an edition, signed by the platform for its artist: price, limits, for whom."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from nfts.domain.currency import on_chain

MOST_WALLETS = 1000
"""On one allow-list: as many as one request holds. For more there are more vouchers."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """Amounts in units of the currency, moments in Unix seconds, addresses with their capitals."""

    id: str
    edition_id: str
    artist_id: str
    token: int
    signer: str
    price: int
    currency: str
    """An ERC-20's address, or `native`."""
    max_quantity: int
    """Over the whole voucher."""
    per_wallet: int
    """0: no limit."""
    opens_at: int
    closes_at: int
    nonce: int
    counter: int
    chain_id: int
    releases: str
    """The contract that takes it."""
    made_at: datetime
    wallets: tuple[str, ...] = ()
    """For these alone; empty: for anyone."""
    gasless: bool = False
    """Whether the platform redeems it for whoever may: it is free, and so is the gas."""
    note: str = ""
    signature: str = ""
    revoked_at: datetime | None = None
    revision: int = field(default=0, compare=False)

    def is_for(self, address: str) -> bool:
        return not self.wallets or address in self.wallets

    def message(self) -> dict[str, Any]:
        """The struct as the contract has it."""
        from nfts.domain import merkle

        return {
            "id": self.token,
            "signer": self.signer,
            "price": self.price,
            "currency": on_chain(self.currency),
            "maxQuantity": self.max_quantity,
            "perWallet": self.per_wallet,
            "opensAt": self.opens_at,
            "closesAt": self.closes_at,
            "allowRoot": merkle.root(self.wallets),
            "nonce": self.nonce,
            "counter": self.counter,
        }

    def revoked(self, at: datetime) -> Self:
        return self if self.revoked_at else replace(self, revoked_at=at)
