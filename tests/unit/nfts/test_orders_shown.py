"""Listings and offers that are kept: what becomes of them, and how they are taken back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from nfts.api import (
    cancel_all_orders,
    withdraw_order,
)
from nfts.data import orders
from nfts.data.selling_reads import SPENT
from nfts.domain import typed_data
from nfts.domain.order import Order
from nfts.domain.signed_order import id_of, message
from tests.unit.aws import ARTIST, FAN
from tests.unit.nfts.orders import (
    BUYER,
    SELLER,
    draft_body,
    got,
    mine,
    sent,
    trading,
)
from tests.unit.nfts.selling import (
    COIN,
    MARKET,
    TOKEN,
    Bazaar,
    ask,
    drafted,
    listed,
    soon,
)

pytestmark = pytest.mark.usefixtures("aws", "bazaar")


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    return trading(monkeypatch)


def test_an_order_says_what_became_of_it(bazaar: Bazaar) -> None:
    order = listed().body
    nonce = int(order["nonce"])

    def standing() -> tuple[str, int]:
        body = got(order["id"]).body
        return body["state"], body["left"]

    bazaar.spent[SELLER, nonce] = 1
    assert standing() == ("open", 1)
    bazaar.held[SELLER, TOKEN] = 0
    assert standing() == ("uncovered", 0)
    bazaar.held[SELLER, TOKEN] = 5
    bazaar.spent[SELLER, nonce] = 2
    assert standing() == ("filled", 0)
    bazaar.spent[SELLER, nonce] = SPENT
    assert standing() == ("cancelled", 0)
    bazaar.spent.clear()
    bazaar.counters[SELLER] = 1
    assert standing() == ("cancelled", 0)


def test_an_order_that_is_not_open_yet_waits() -> None:
    assert listed(opens_at=soon(days=1)).body["state"] == "waiting"


def test_an_offer_is_covered_by_coins_and_allowance(bazaar: Bazaar) -> None:
    order = listed(FAN, kind="offer", currency=COIN).body

    bazaar.coins[COIN, BUYER] = 1500

    assert got(order["id"]).body["left"] == 1


def test_what_is_withdrawn_is_shown_to_its_maker_alone(bazaar: Bazaar) -> None:
    order = listed().body
    path = f"/orders/{order['id']}"

    assert ask(withdraw_order.handler, "DELETE", path, FAN).problem() == "no-such-order"
    reply = ask(withdraw_order.handler, "DELETE", path)

    assert reply.status == 200
    assert "copy of the signature" in reply.body["warning"]
    assert reply.body["order"]["withdrawn_at"]
    cancel = reply.body["cancel"]["transaction"]
    assert (cancel["from"], cancel["to"]) == (SELLER, MARKET)
    assert bazaar.tried[-1].name == "cancel"
    assert bazaar.tried[-1].arguments == {"nonces": [int(order["nonce"])]}
    assert got(order["id"]).problem() == "no-such-order"
    assert got(order["id"], ARTIST).body["state"] == "withdrawn"
    assert ask(withdraw_order.handler, "DELETE", path).status == 200, "again"


def test_what_is_erased_while_it_is_withdrawn_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    order, get = listed().body, orders.get

    def late(order_id: str) -> Any:
        found = get(order_id)
        orders.erase(ARTIST.id)
        return found

    monkeypatch.setattr(orders, "get", late)
    with pytest.raises(orders.OrderNotFoundError):
        orders.withdraw(order["id"], datetime.now(UTC))
    assert orders.export_of(ARTIST.id) == {"orders": []}


def test_what_was_withdrawn_can_be_shown_again() -> None:
    body = draft_body()
    order = sent(body).body
    ask(withdraw_order.handler, "DELETE", f"/orders/{order['id']}")

    assert sent(body).body["state"] == "open"
    assert got(order["id"]).status == 200


def test_all_that_a_wallet_has_signed_is_taken_back_by_one_transaction(bazaar: Bazaar) -> None:
    reply = ask(cancel_all_orders.handler, "POST", "/orders/cancellations", body={})

    assert reply.status == 200
    assert bazaar.tried[-1].name == "cancelAll"
    assert reply.body["transaction"]["value"] == "0"


@pytest.mark.parametrize("order_id", ["ord_01K9QZ4T7M5V3N8X2B6C1D0EFG", "ord_x", "trk_1"])
def test_what_is_not_there_is_not_found(order_id: str) -> None:
    assert got(order_id).problem() == "no-such-order"


def test_a_node_that_is_down_is_worth_another_try(bazaar: Bazaar) -> None:
    body = draft_body()
    order = sent(body).body
    bazaar.down = True

    for reply in (drafted(), sent(body), got(order["id"])):
        assert (reply.status, reply.problem()) == (503, "chain-unavailable")
    assert len(mine()["items"]) == 1, "this asks no node"


def test_the_market_reads_orders_from_the_table_and_its_stream() -> None:
    from nfts.data.orders_rows import OrderRow

    order = listed().body
    gone = listed().body
    ask(withdraw_order.handler, "DELETE", f"/orders/{gone['id']}")

    [shown], rest = orders.every(limit=10, after=None)
    assert rest is None
    image = OrderRow.get(order["id"], "order").to_simple_dict()
    told = orders.of_image(image)

    assert told is not None
    assert told.order == shown
    assert shown.row()["token_id"] == str(TOKEN)
    assert orders.of_image({"id": f"31337#{MARKET}#{SELLER}", "part": "numbers"}) is None
    assert orders.of_image(None) is None


def test_the_id_of_an_order_follows_from_what_is_signed() -> None:
    order = Order("", "listing", SELLER, TOKEN, 1, 5, "native", 0, 9, None, 0, 0, 1)
    digest = typed_data.listing(1, MARKET, message(order)).digest()
    other = typed_data.listing(1, MARKET, message(replace(order, unit_price=6))).digest()

    assert id_of(digest) == id_of(digest) != id_of(other)
