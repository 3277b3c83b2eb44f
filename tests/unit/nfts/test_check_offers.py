"""Offers that their makers can't pay for any more: noticed, and shown again when they can."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from nfts.api import withdraw_order
from nfts.data import orders
from nfts.data.chain_errors import RefusedError, RevertedError
from nfts.data.selling_reads import SPENT
from nfts.on import check_offers
from tests.unit.aws import FAN, Context
from tests.unit.nfts.orders import BUYER, trading
from tests.unit.nfts.selling import COIN, MARKET, Bazaar, ask, listed, soon

pytestmark = pytest.mark.usefixtures("aws", "bazaar")


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    return trading(monkeypatch)


def offered(price: int = 1000, **more: Any) -> str:
    reply = listed(FAN, kind="offer", currency=COIN, unit_price=str(price), **more)
    return str(reply.body["id"])


def looked() -> dict[str, int | None]:
    """What is known of each after another look, sellers' listings beside them."""
    envelope = {"id": "1", "detail-type": "Scheduled Event", "detail": {}}
    record = {"messageId": "1", "body": json.dumps(envelope), "eventSource": "aws:sqs"}
    assert check_offers.handler({"Records": [record]}, Context()) == {"batchItemFailures": []}
    return {order.order_id: order.payable for order in orders.every(limit=100, after=None)[0]}


def test_an_offer_is_worth_what_its_maker_has_and_lets_be_taken(bazaar: Bazaar) -> None:
    offer, listing = offered(), listed().body["id"]
    assert looked() == {offer: 2, listing: None}
    bazaar.coins[COIN, BUYER] = 1999
    assert looked()[offer] == 1
    bazaar.allowances[BUYER, MARKET] = 999
    assert looked()[offer] == 0
    bazaar.coins[COIN, BUYER] = bazaar.allowances[BUYER, MARKET] = 9000
    assert looked()[offer] == 2, "and no more than was asked for"


def test_what_did_not_change_is_not_written(
    bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, dear = offered(), offered(500_000)
    assert looked() == {offer: 2, dear: 2}
    written: list[tuple[str, int]] = []
    monkeypatch.setattr(orders, "note_payable", lambda *said: written.append(said))
    bazaar.coins[COIN, BUYER] = 500_000
    looked()
    assert written == [(dear, 1)]


def test_what_was_withdrawn_meanwhile_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = offered()
    before = orders.offers

    def late(moment: int, **page: Any) -> Any:
        found = before(moment, **page)
        ask(withdraw_order.handler, "DELETE", f"/orders/{offer}", FAN)
        return found

    monkeypatch.setattr(orders, "offers", late)
    assert looked() == {}
    assert not orders.get(offer).shown
    assert orders.offers(0, limit=9, after=None) == ([], None)


@pytest.mark.parametrize("end", ["taken", "cancelled", "all cancelled"])
def test_what_is_over_is_not_looked_at_again(bazaar: Bazaar, end: str) -> None:
    offer, other = offered(), offered()
    nonce = orders.get(offer).order.nonce
    match end:
        case "taken":
            bazaar.spent[BUYER, nonce] = 2
        case "cancelled":
            bazaar.spent[BUYER, nonce] = SPENT
        case _:
            bazaar.counters[BUYER] = 1
    looked()
    left = [order.order_id for order in orders.offers(0, limit=9, after=None)[0]]
    assert left == ([] if end == "all cancelled" else [other])
    assert orders.get(offer).shown, "what becomes of it is the books' affair"


def test_what_is_taken_in_part_is_looked_at_on(bazaar: Bazaar) -> None:
    offer = offered()
    bazaar.spent[BUYER, orders.get(offer).order.nonce] = 1
    assert looked() == {offer: 2}
    assert len(orders.offers(0, limit=9, after=None)[0]) == 1


def test_it_goes_on_where_it_stopped(bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (offered(closes_at=soon(days=days)) for days in (1, 2))
    monkeypatch.setattr(check_offers, "AT_ONCE", 1)
    clock = count(0, 30)
    monkeypatch.setattr(check_offers, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert looked() == {first: 2, second: None}
    bazaar.down = True
    assert looked() == {first: 2, second: None}, "what nobody could be asked of is asked next"
    bazaar.down = False
    assert looked() == {first: 2, second: 2}
    bazaar.coins[COIN, BUYER] = 0
    assert looked() == {first: 0, second: 2}, "and then from the first"


@pytest.mark.parametrize(
    ("error", "known"),
    [(RevertedError("", {}, b""), 0), (RefusedError("eth_call", -32000, "out of gas"), None)],
)
def test_a_currency_that_answers_nothing_stops_no_other(
    bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch, error: Exception, known: int | None
) -> None:
    strange = "0x00000000000000000000000000000000000000C0"
    odd, good = offered(), offered()
    kept = orders.get(odd)
    orders.withdraw(odd, datetime.now(UTC))
    orders.keep(replace(kept, order=replace(kept.order, currency=strange)))
    call = bazaar.call

    def refusing(to: str, data: bytes) -> bytes:
        if to == strange:
            raise error
        return call(to, data)

    monkeypatch.setattr(bazaar, "call", refusing)
    assert looked() == {odd: known, good: 2}
