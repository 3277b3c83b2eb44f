"""Orders as both sides of a trade make and read them."""

from typing import Any

import pytest

from nfts.api import create_order, get_order, list_orders
from tests.unit.aws import ARTIST, FAN, Person, Reply
from tests.unit.nfts.selling import COIN, MARKET, TOKEN, Bazaar, ask, drafted, open_bazaar, signed
from tests.unit.nfts.wallets import KEYS, link

SELLER, BUYER = KEYS[ARTIST].address, KEYS[FAN].address


def trading(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    """The artist holds five and may sell them; the fan has coins that the Market may take."""
    link(ARTIST)
    link(FAN)
    here = open_bazaar(monkeypatch)
    here.held[SELLER, TOKEN] = 5
    here.approved.add(SELLER)
    here.coins[COIN, BUYER] = 1_000_000
    here.allowances[BUYER, MARKET] = 1_000_000
    return here


def mine(by: Person = ARTIST, **query: str) -> dict[str, Any]:
    reply = ask(list_orders.handler, "GET", "/orders", by, query=query)
    assert reply.status == 200, reply.text
    page: dict[str, Any] = reply.body
    return page


def got(order_id: str, by: Person = FAN) -> Reply:
    return ask(get_order.handler, "GET", f"/orders/{order_id}", by)


def sent(body: dict[str, Any], by: Person = ARTIST) -> Reply:
    return ask(create_order.handler, "POST", "/orders", by, body=body)


def draft_body(**more: Any) -> dict[str, Any]:
    """A draft, signed: the body of an order."""
    typed = drafted(**more).body["typed_data"]
    return {
        "kind": more.get("kind", "listing"),
        "message": typed["message"],
        "signature": signed(typed, KEYS[ARTIST]),
    }
