"""A listing or an offer with its signature, as its maker gave it to us.

Signed, it can be taken by whoever has a copy until it is over or cancelled on the chain: that we
show it no more (withdrawn) keeps nobody from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from nfts.domain.currency import ZERO, on_chain, told
from nfts.domain.order import Kind, Order

if TYPE_CHECKING:
    from nfts.domain.eip712 import TypedData


@dataclass(frozen=True, slots=True)
class SignedOrder:
    order: Order
    person_id: str
    signature: str
    """0x-hex, as the contract takes it."""
    chain_id: int
    market: str
    """The contract that takes it."""
    withdrawn_at: datetime | None = None

    @property
    def id(self) -> str:
        return self.order.order_id

    @property
    def shown(self) -> bool:
        return self.withdrawn_at is None

    def withdrawn(self, at: datetime) -> Self:
        return self if self.withdrawn_at else replace(self, withdrawn_at=at)


def message(order: Order) -> dict[str, Any]:
    """The struct as the contract has it."""
    return {
        "maker": order.maker,
        "id": order.token_id,
        "quantity": order.quantity,
        "unitPrice": order.unit_price,
        "currency": on_chain(order.currency),
        "opensAt": order.opens_at,
        "closesAt": order.closes_at,
        "taker": order.taker or ZERO,
        "nonce": order.nonce,
        "counter": order.counter,
    }


def order_of(kind: Kind, said: Mapping[str, Any], *, order_id: str, made_at: int) -> Order:
    """From such a struct, its addresses with their capitals."""
    return Order(
        order_id=order_id,
        kind=kind,
        maker=said["maker"],
        token_id=said["id"],
        quantity=said["quantity"],
        unit_price=said["unitPrice"],
        currency=told(said["currency"]),
        opens_at=said["opensAt"],
        closes_at=said["closesAt"],
        taker=None if said["taker"] == ZERO else said["taker"],
        nonce=said["nonce"],
        counter=said["counter"],
        made_at=made_at,
    )


def to_sign(order: Order, chain_id: int, market: str) -> "TypedData":
    from nfts.domain import typed_data

    form = typed_data.listing if order.kind == "listing" else typed_data.offer
    return form(chain_id, market, message(order))


def id_of(digest: bytes) -> str:
    """The same order has the same id, however often it comes: 128 bits of what is signed."""
    from ulid import ULID

    return f"ord_{ULID(digest[:16])}"
