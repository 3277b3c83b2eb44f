"""What makers say of an order: what they want to sign, and what they have signed."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from didit360.clock import now
from didit360.http import Model
from didit360.inputs import Moment
from didit360.problems import Unprocessable
from nfts.api.chain_fields import Address, LinkedAddress, SignatureHex
from nfts.api.selling_fields import (
    LAST_MOMENT,
    MOST_QUANTITY,
    Amount,
    CurrencyCode,
    EditionId,
    Quantity,
    seconds,
)
from nfts.api.typed_data_views import DomainView, FieldView
from nfts.domain.currency import NATIVE
from nfts.domain.order import Order
from nfts.domain.signed_order import order_of

if TYPE_CHECKING:
    from nfts.domain.signed_order import SignedOrder

Whole = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,38})$", max_length=39)]
"""Up to 128 bits, as decimal text."""
_SIZES = {"quantity": MOST_QUANTITY, "opensAt": LAST_MOMENT, "closesAt": LAST_MOMENT}


class NewOrderDraft(Model):
    kind: Literal["listing", "offer"]
    wallet: LinkedAddress | None = None
    edition_id: EditionId
    quantity: Quantity = 1
    unit_price: Amount
    currency: CurrencyCode = NATIVE
    opens_at: Moment | None = None
    closes_at: Moment
    taker: Address | None = None


class OrderMessage(Model):
    """The struct that is signed, by the contract's own names. Numbers are decimal texts."""

    maker: Address
    id: Whole
    quantity: Whole
    unitPrice: Amount  # noqa: N815  the contract's own word, as the next ones
    currency: Address
    opensAt: Whole  # noqa: N815
    closesAt: Whole  # noqa: N815
    taker: Address
    nonce: Whole
    counter: Whole


class OrderTypedData(Model):
    """Give it to the wallet as it is (eth_signTypedData_v4)."""

    types: dict[str, list[FieldView]]
    primaryType: str  # noqa: N815
    domain: DomainView
    message: OrderMessage


class NewOrder(Model):
    kind: Literal["listing", "offer"]
    message: OrderMessage = Field(description="of the draft's typed data, as it was signed")
    signature: SignatureHex = Field(
        description="0x-hex: 65 bytes of a key, or whatever a contract wallet takes (EIP-1271)"
    )


def drafted(said: NewOrderDraft, maker: str, token: int, nonce: int, counter: int) -> Order:
    """Unprocessable (422) where fields don't go together."""
    moment = now()
    order = Order(
        order_id="",
        kind=said.kind,
        maker=maker,
        token_id=token,
        quantity=said.quantity,
        unit_price=int(said.unit_price),
        currency=said.currency,
        opens_at=seconds(said.opens_at, 0),
        closes_at=min(seconds(said.closes_at, 0), LAST_MOMENT),
        taker=said.taker,
        nonce=nonce,
        counter=counter,
        made_at=int(moment.timestamp()),
    )
    must_make_sense(order, moment)
    return order


def said_order(said: NewOrder) -> Order:
    """What was signed. Unprocessable (422) where it makes no sense."""
    moment = now()
    message = said.message.model_dump()
    for name in ("id", "quantity", "unitPrice", "opensAt", "closesAt", "nonce", "counter"):
        message[name] = int(message[name])
    for name, most in _SIZES.items():
        if message[name] > most:
            raise Unprocessable(f"`{name}` is at most {most}.", code="too-large")
    if message["id"] >= 2**128:
        raise Unprocessable("`id` is no edition's.", code="quantity")
    if message["quantity"] == 0:
        raise Unprocessable("`quantity` is 1 at least.", code="quantity")
    order = order_of(said.kind, message, order_id="", made_at=int(moment.timestamp()))
    must_make_sense(order, moment)
    return order


def must_make_sense(order: Order, moment: datetime) -> None:
    if order.kind == "offer" and order.currency == NATIVE:
        detail = "An offer is in an ERC-20: its maker is not there to send the native coin."
        raise Unprocessable(detail, code="offer-in-native")
    if order.closes_at <= order.opens_at:
        raise Unprocessable("It closes after it opens.", code="window")
    if datetime.fromtimestamp(min(order.closes_at, 253_402_300_799), UTC) <= moment:
        raise Unprocessable("It would be over already.", code="window")
    if order.taker == order.maker:
        raise Unprocessable("Nobody trades with themselves.", code="taker")


def digest_of(signed: "SignedOrder") -> bytes:
    from nfts.domain.signed_order import to_sign

    return to_sign(signed.order, signed.chain_id, signed.market).digest()
