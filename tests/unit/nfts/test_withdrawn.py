"""A work that was withdrawn is not offered: in no way to sell or to buy it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from nfts.api import (
    claim_voucher,
    create_order,
    create_voucher,
    draft_sale,
    get_order,
    get_voucher,
    list_vouchers,
    prepare_auction,
    prepare_edition_change,
    prepare_purchase,
    set_sale,
)
from nfts.data import editions, mints, works
from nfts.domain.edition import Kind, Terms
from nfts.domain.work import Work
from tests.unit.aws import ARTIST, FAN, Person, Reply
from tests.unit.nfts.editions import asked
from tests.unit.nfts.selling import (
    EDITION,
    TOKEN,
    Bazaar,
    ask,
    drafted,
    listed,
    open_bazaar,
    signed,
    soon,
)
from tests.unit.nfts.wallets import KEYS, link

pytestmark = pytest.mark.usefixtures("aws", "bazaar")
MINE, THEIRS = KEYS[ARTIST].address, KEYS[FAN].address
WORK = Work("trk_1", ARTIST.id, "track", "Nordlys", 1, public=True, facts={})
SALE, FREE = f"/editions/{EDITION}/sale", {"max_quantity": 9, "closes_at": soon(), "gasless": True}


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    link(ARTIST)
    link(FAN)
    here = open_bazaar(monkeypatch)
    here.coins["native", THEIRS] = here.coins["native", MINE] = 10_000
    here.held[MINE, TOKEN] = here.held[THEIRS, TOKEN] = 5
    here.approved |= {MINE, THEIRS}
    here.auction(7)
    monkeypatch.setattr(mints, "start", lambda _: None)
    moment = datetime.now(UTC)
    terms = Terms(Kind.FIXED, 100, None, 1000, "sht_1", MINE, 1, MINE)
    editions.add(asked(EDITION, WORK.id, WORK.title, terms, moment))
    works.put(WORK)
    return here


def withdraw() -> None:
    works.withdraw(WORK.id, ARTIST.id, 2)


def restore() -> None:
    works.put(replace(WORK, revision=3))


def made() -> str:
    reply = ask(create_voucher.handler, "POST", f"/editions/{EDITION}/vouchers", body=FREE)
    return str(reply.body["id"])


def buying(kind: str, id_: str, by: Person = FAN) -> Callable[[], Reply]:
    body = {"kind": kind, "id": id_}
    return lambda: ask(prepare_purchase.handler, "POST", "/purchases", by, body=body)


def posting(handler: Any, path: str, body: Any, by: Person = ARTIST) -> Callable[[], Reply]:
    return lambda: ask(handler, "POST", path, by, body=body)


def test_nothing_of_it_is_sold_or_bought_until_it_is_back() -> None:
    listing, voucher = listed().body["id"], made()
    order = drafted().body["typed_data"]
    kept = {
        "kind": "listing",
        "message": order["message"],
        "signature": signed(order, KEYS[ARTIST]),
    }
    terms = ask(draft_sale.handler, "POST", f"{SALE}/drafts", body={"sale": {"price": "5"}}).body
    put = {"message": terms["message"], "signature": signed(terms, KEYS[ARTIST])}
    change = {"change": "set-sale", "sale": {"price": "5"}}
    auction = {"edition_id": EDITION, "reserve": "5", "ends_at": soon()}
    ways = {
        "sale": buying("sale", EDITION),
        "voucher": buying("voucher", voucher),
        "listing": buying("listing", listing),
        "bid": buying("bid", "7"),
        "claim": posting(claim_voucher.handler, f"/vouchers/{voucher}/claims", {}, FAN),
        "draft": drafted,
        "order": posting(create_order.handler, "/orders", kept),
        "new voucher": posting(create_voucher.handler, f"/editions/{EDITION}/vouchers", FREE),
        "terms": posting(draft_sale.handler, f"{SALE}/drafts", {"sale": {"price": "5"}}),
        "signed terms": lambda: ask(set_sale.handler, "PUT", SALE, body=put),
        "change": posting(prepare_edition_change.handler, f"/editions/{EDITION}/changes", change),
        "auction": posting(prepare_auction.handler, "/auctions", auction),
    }
    withdraw()
    for name, way in ways.items():
        reply = way()
        assert (name, reply.status, reply.problem()) == (name, 409, "work-withdrawn")
    restore()
    for name, way in ways.items():
        reply = way()
        assert reply.status < 300, (name, reply.text)


def test_its_sale_can_be_ended() -> None:
    withdraw()
    ended = ask(draft_sale.handler, "POST", f"{SALE}/drafts", body={"sale": None})
    assert ended.status == 201
    said = {"message": ended.body["message"], "signature": signed(ended.body, KEYS[ARTIST])}
    assert ask(set_sale.handler, "PUT", SALE, body=said).status == 202
    for change in ("end-sale", "close", "freeze"):
        path, body = f"/editions/{EDITION}/changes", {"change": change}
        assert ask(prepare_edition_change.handler, "POST", path, body=body).status == 200


def test_its_vouchers_are_handed_out_to_nobody() -> None:
    voucher = made()
    path, shelf = f"/vouchers/{voucher}", f"/editions/{EDITION}/vouchers"

    def seen(by: Person) -> int:
        return len(ask(list_vouchers.handler, "GET", shelf, by).body["items"])

    assert ask(get_voucher.handler, "GET", path, FAN).body["signature"]
    assert (seen(FAN), seen(ARTIST)) == (1, 1)
    withdraw()
    body = ask(get_voucher.handler, "GET", path, FAN).body
    assert (body["signature"], body["proof"], body["left"]) == (None, [], 0)
    assert (seen(FAN), seen(ARTIST)) == (0, 1)


def test_its_orders_are_handed_out_to_nobody() -> None:
    order = listed().body["id"]

    def seen(by: Person) -> tuple[str, int, bool]:
        body = ask(get_order.handler, "GET", f"/orders/{order}", by).body
        return body["state"], body["left"], body["signature"] is not None

    assert seen(FAN) == seen(ARTIST) == ("open", 2, True)
    withdraw()
    assert seen(FAN) == seen(ARTIST) == ("work-withdrawn", 0, False)
    restore()
    assert seen(FAN) == ("open", 2, True)
