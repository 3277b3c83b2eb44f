"""Signed listings and offers in DynamoDB: one row each. PynamoDB is imported when first used.

The market's read model follows the table's stream: what is withdrawn is shown no more.
"""

import json
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from didit360.clients import client
from didit360.clock import rfc3339
from didit360.ids import is_id
from didit360.problems import NotFound
from didit360.settings import setting
from nfts.data import selling_numbers
from nfts.domain.order import Order
from nfts.domain.signed_order import SignedOrder

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pynamodb.expressions.update import Action

    from nfts.data.chain import Chain
    from nfts.data.orders_rows import OrderRow
    from nfts.data.selling_reads import Reads

Key = dict[str, Any] | None

_ORDER, _TABLE, _SHOWN = "order", "ORDERS_TABLE", "shown"
_OFFERS, _PLACE = "offers", "place"


class OrderNotFoundError(NotFound):
    code = "no-such-order"

    def __init__(self) -> None:
        super().__init__("There is no such order.")


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import nfts.data.orders_rows  # noqa: F401

    _form()


def keep(order: SignedOrder) -> SignedOrder:
    """Keep a new order; the same one again is the first, shown again if it was withdrawn."""
    from pynamodb.exceptions import PutError

    from nfts.data.orders_rows import OrderRow

    row = _row(order)
    try:
        row.save(condition=OrderRow.id.does_not_exist() | OrderRow.withdrawn_at.exists())
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return get(order.id)
    return order


def get(order_id: str) -> SignedOrder:
    """OrderNotFoundError."""
    from nfts.data.orders_rows import OrderRow

    if not is_id(order_id, "ord"):
        raise OrderNotFoundError
    try:
        return _order(OrderRow.get(order_id, _ORDER, consistent_read=True))
    except OrderRow.DoesNotExist:
        raise OrderNotFoundError from None


def withdraw(order_id: str, at: datetime) -> SignedOrder:
    """Show it no more. Safe to repeat. OrderNotFoundError."""
    from pynamodb.exceptions import PutError

    from nfts.data.orders_rows import OrderRow

    order = get(order_id).withdrawn(at)
    try:
        _row(order).save(condition=OrderRow.id.exists())
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        # Erased meanwhile, with whoever made it.
        raise OrderNotFoundError from None
    return order


def by_person(person_id: str, *, limit: int, after: Key) -> tuple[list[SignedOrder], Key]:
    """A person's, the last made first."""
    from nfts.data.orders_rows import OrderRow

    page = OrderRow.by_shelf.query(
        _shelf(person_id), scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    return [_order(row) for row in page], page.last_evaluated_key


def export_of(person_id: str) -> dict[str, Any]:
    """As JSON."""
    return {"orders": [_form().dump_python(one, mode="json") for one in _all(person_id)]}


def erase(person_id: str) -> None:
    """All of a person's go, and are shown no more. Safe to repeat."""
    from nfts.data.orders_rows import OrderRow

    for order in _all(person_id):
        OrderRow(order.id, _ORDER).delete()


def every(*, limit: int, after: Key) -> tuple[list[Order], Key]:
    """All orders that are shown, page by page: to build the market from, not to answer."""
    from nfts.data.orders_rows import OrderRow

    page = OrderRow.scan(
        OrderRow.part == _ORDER, limit=limit, last_evaluated_key=after, consistent_read=True
    )
    found = [_order(row) for row in page]
    return [signed.order for signed in found if signed.shown], page.last_evaluated_key


def offers(moment: int, *, limit: int, after: Key) -> tuple[list[Order], Key]:
    """Those that are shown and not over, the first to end first."""
    from nfts.data.orders_rows import OrderRow

    page = OrderRow.by_offer.query(
        _SHOWN, OrderRow.closes > _closes(moment), limit=limit, last_evaluated_key=after
    )
    return [_order(row).order for row in page], page.last_evaluated_key


def note_payable(order_id: str, payable: int) -> None:
    """Note how many an offer's maker can pay for; nothing of one that is gone or withdrawn."""
    from nfts.data.orders_rows import OrderRow

    _note(order_id, OrderRow.payable.set(payable))


def leave_offers(order_id: str) -> None:
    """Take one that is over out of `offers`; nothing of one that is gone or withdrawn."""
    from nfts.data.orders_rows import OrderRow

    _note(order_id, OrderRow.offer.remove(), OrderRow.closes.remove())


def _note(order_id: str, *actions: "Action") -> None:
    from pynamodb.exceptions import UpdateError

    from nfts.data.orders_rows import OrderRow

    try:
        OrderRow(order_id, _ORDER).update(actions=[*actions], condition=OrderRow.offer == _SHOWN)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def looked_through() -> Key:
    """How far offers were looked through: see `offers`."""
    key = {"id": {"S": _OFFERS}, "part": {"S": _PLACE}}
    found = client("dynamodb").get_item(TableName=setting(_TABLE), Key=key, ConsistentRead=True)
    place: Key = json.loads(found["Item"]["after"]["S"]) if "Item" in found else None
    return place


def look_on(after: Key) -> None:
    """Keep how far offers were looked through; None: to the end."""
    row = {"id": {"S": _OFFERS}, "part": {"S": _PLACE}, "after": {"S": json.dumps(after)}}
    client("dynamodb").put_item(TableName=setting(_TABLE), Item=row)


def of_image(image: dict[str, Any] | None) -> SignedOrder | None:
    """The order in an item of the table's stream; None if it is something else."""
    if image is None or image["part"] != _ORDER:
        return None
    return _seen(_form().validate_json(image["order"]), image.get("payable"))


def draw_nonce(reads: "Reads", maker: str) -> int:
    """The next of a maker's orders."""
    return selling_numbers.draw(_TABLE, reads, "market", maker)


def nonces_drawn(chain: "Chain", maker: str) -> int:
    return selling_numbers.drawn(_TABLE, chain.id, chain.contracts.market, maker)


def _all(person_id: str) -> list[SignedOrder]:
    from nfts.data.orders_rows import OrderRow

    return [_order(row) for row in OrderRow.by_shelf.query(_shelf(person_id))]


def _shelf(person_id: str) -> str:
    return f"person#{person_id}"


@cache
def _form() -> "TypeAdapter[SignedOrder]":
    from pydantic import TypeAdapter

    return TypeAdapter(SignedOrder)


def _row(order: SignedOrder) -> "OrderRow":
    from nfts.data.orders_rows import OrderRow

    offer = order.shown and order.order.kind == "offer"
    return OrderRow(
        order.id,
        _ORDER,
        shelf=_shelf(order.person_id),
        shelved=f"{order.order.made_at:012d}#{order.id}",
        order=_form().dump_python(order, mode="json"),
        withdrawn_at=rfc3339(order.withdrawn_at) if order.withdrawn_at else None,
        offer=_SHOWN if offer else None,
        closes=_closes(order.order.closes_at) if offer else None,
    )


def _order(row: "OrderRow") -> SignedOrder:
    return _seen(_form().validate_python(row.order), row.payable)


def _seen(signed: SignedOrder, payable: float | None) -> SignedOrder:
    known = None if payable is None else int(payable)
    return replace(signed, order=replace(signed.order, payable=known))


def _closes(moment: int) -> str:
    return f"{moment:020d}"
