"""Auctions: what is prepared, and what stands in the way, as the chain has them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from nfts.api import get_auction, prepare_auction, prepare_auction_step
from nfts.domain.currency import ZERO
from tests.unit.aws import ARTIST, FAN, Person, Reply
from tests.unit.nfts.selling import (
    COIN,
    EDITION,
    MARKET,
    RELEASES,
    TOKEN,
    Bazaar,
    ask,
    open_bazaar,
    soon,
)
from tests.unit.nfts.wallets import KEYS, SPARE, link

pytestmark = pytest.mark.usefixtures("aws", "bazaar")
SELLER, BUYER = KEYS[ARTIST].address, KEYS[FAN].address


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    link(ARTIST)
    link(FAN)
    here = open_bazaar(monkeypatch)
    here.held[SELLER, TOKEN] = 5
    here.approved.add(SELLER)
    return here


def made(by: Person = ARTIST, **more: Any) -> Reply:
    body = {"edition_id": EDITION, "reserve": "1000", "ends_at": soon(days=3), **more}
    return ask(prepare_auction.handler, "POST", "/auctions", by, body=body)


def step(what: str, by: Person = ARTIST, number: str = "1", **more: Any) -> Reply:
    path = f"/auctions/{number}/steps"
    return ask(prepare_auction_step.handler, "POST", path, by, body={"step": what, **more})


def shown(number: int = 1) -> Reply:
    return ask(get_auction.handler, "GET", f"/auctions/{number}", FAN)


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def test_an_auction_is_prepared(bazaar: Bazaar) -> None:
    reply = made(quantity=2, min_raise_bps=700, starts_at=soon(days=1))

    assert reply.status == 200, reply.text
    [tried] = bazaar.tried
    assert (tried.sender, tried.to, tried.name) == (SELLER, MARKET, "createAuction")
    assert tried.arguments["id"] == TOKEN
    assert tried.arguments["quantity"] == 2
    assert (tried.arguments["currency"], tried.arguments["reserve"]) == (ZERO, 1000)
    assert tried.arguments["minRaiseBps"] == 700
    assert now() < tried.arguments["startsAt"] < tried.arguments["endsAt"]
    cost = reply.body["cost"]
    assert (cost["price"], cost["platform_fee"], cost["royalty"]) == ("1000", "25", "100")


def test_an_auction_asks_for_the_approval_first(bazaar: Bazaar) -> None:
    bazaar.approved.clear()

    reply = made(currency=COIN).body

    assert [one["to"] for one in reply["approvals"]] == [RELEASES]
    assert reply["transaction"]["gas"] is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"quantity": 6}, "not-enough-tokens"),
        ({"ends_at": soon(days=31)}, "window"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "window"),
        ({"starts_at": soon(days=4)}, "window"),
        ({"min_raise_bps": 99}, "invalid"),
        ({"min_raise_bps": 5001}, "invalid"),
        ({"currency": RELEASES}, "currency-not-allowed"),
        ({"wallet": SPARE.address}, "no-such-wallet"),
    ],
)
def test_what_the_contract_would_refuse_is_not_prepared(more: dict[str, Any], code: str) -> None:
    assert made(**more).problem() == code


def test_an_auction_is_shown_as_the_chain_has_it(bazaar: Bazaar) -> None:
    bazaar.auction(1)

    first = shown().body

    assert (first["number"], first["edition_id"], first["seller"]) == ("1", EDITION, SELLER)
    assert (first["state"], first["bid"], first["bidder"]) == ("running", None, None)
    assert first["least_bid"] == first["reserve"] == "1000"
    assert first["starts_at"] is None
    bazaar.auctions[1] |= {"bid": 2000, "bidder": BUYER}
    assert (shown().body["least_bid"], shown().body["bidder"]) == ("2100", BUYER)
    bazaar.auctions[1]["startsAt"] = now() + 60
    assert shown().body["state"] == "waiting"
    assert shown().body["starts_at"] is not None
    bazaar.auctions[1] |= {"startsAt": 0, "endsAt": now() - 1}
    assert (shown().body["state"], shown().body["least_bid"]) == ("ended", None)
    bazaar.auctions[1] |= {"over": True, "holder": BUYER}
    assert (shown().body["state"], shown().body["kept_for"]) == ("settled", BUYER)


def test_there_is_no_other_auction() -> None:
    assert shown(7).problem() == "no-such-auction"
    assert step("settle", number="7").problem() == "no-such-auction"
    assert ask(get_auction.handler, "GET", "/auctions/x", FAN).problem() == "invalid"


def test_an_auction_is_settled_by_anyone_when_its_time_is_over(bazaar: Bazaar) -> None:
    bazaar.auction(1)
    assert step("settle", FAN).problem() == "auction-runs"

    bazaar.auctions[1]["endsAt"] = now() - 1
    assert step("settle", FAN).status == 200

    assert (bazaar.tried[-1].name, bazaar.tried[-1].arguments) == ("settle", {"auction": 1})


def test_its_seller_takes_it_back_before_the_first_bid(bazaar: Bazaar) -> None:
    bazaar.auction(1)

    assert step("cancel", FAN).problem() == "not-the-seller"
    assert step("cancel").status == 200
    assert bazaar.tried[-1].name == "cancelAuction"
    bazaar.auctions[1]["bidder"] = BUYER
    assert step("cancel").problem() == "has-bid"
    bazaar.auctions[1]["over"] = True
    assert step("cancel").problem() == "no-such-auction"


def test_what_waits_is_claimed_by_whose_it_is(bazaar: Bazaar) -> None:
    bazaar.auction(1, over=True, holder=BUYER)

    assert step("claim").problem() == "nothing-to-claim"
    assert step("claim", FAN, to=SPARE.address).status == 200
    assert bazaar.tried[-1].arguments == {"auction": 1, "to": SPARE.address}
    assert step("claim", FAN).status == 200
    assert bazaar.tried[-1].arguments["to"] == BUYER
