"""Who gets what of a price, to the unit: the contracts' own rule (contracts/src/lib/Shares.sol)."""

from dataclasses import dataclass

BPS = 10_000
MOST_ROYALTY_BPS = 2_500


@dataclass(frozen=True, slots=True)
class Division:
    """Parts of `price` that add up to it."""

    price: int
    fee: int
    royalty: int

    @property
    def rest(self) -> int:
        """The seller's; of a first sale the split sheet's."""
        return self.price - self.fee - self.royalty


def first_sale(price: int, fee_bps: int) -> Division:
    """The platform's fee, and the rest to everybody on the split sheet."""
    return Division(price, price * fee_bps // BPS, 0)


def resale(price: int, fee_bps: int, asked: int) -> Division:
    """`asked`: the royalty that the token asks for; it gets no more than the cap."""
    return Division(price, price * fee_bps // BPS, min(asked, price * MOST_ROYALTY_BPS // BPS))
