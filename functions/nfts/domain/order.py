"""A listing or an offer of the Market, as its maker signed it (contracts/src/Terms.sol)."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["listing", "offer"]


@dataclass(frozen=True, slots=True)
class Order:
    """Amounts in units of the currency, moments in Unix seconds, addresses with their capitals."""

    order_id: str
    """ord_..."""
    kind: Kind
    maker: str
    token_id: int
    quantity: int
    unit_price: int
    currency: str
    """An ERC-20's address, or `native`."""
    opens_at: int
    closes_at: int
    taker: str | None
    """Who alone may take it."""
    nonce: int
    counter: int
    made_at: int
    payable: int | None = None
    """Of an offer: how many its maker could pay for when we last looked; None before that."""

    def paid_from(self, coins: int) -> int:
        """How many so many coins pay for, of those that were asked for."""
        return min(self.quantity, coins // self.unit_price) if self.unit_price else self.quantity

    def row(self) -> dict[str, Any]:
        """As SQL takes it: whole numbers of any size are texts there."""
        wide = {name: str(getattr(self, name)) for name in ("token_id", "nonce", "counter")}
        return asdict(self) | wide | {"unit_price": str(self.unit_price)}
