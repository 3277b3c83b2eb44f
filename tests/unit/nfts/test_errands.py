"""What the platform sends for people: claims of free vouchers, terms of sale, revocations."""

from datetime import UTC, datetime
from typing import Any

import pytest

from didit360 import ids
from nfts.api import (
    claim_voucher,
    create_voucher,
    draft_sale,
    get_errand,
    get_voucher,
    list_vouchers,
    prepare_purchase,
    revoke_voucher,
    set_sale,
)
from nfts.data import editions, mints
from nfts.domain.errand import What, id_of
from nfts.domain.failure import Failure
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply
from tests.unit.nfts.selling import (
    EDITION,
    RELEASES,
    TOKEN,
    Bazaar,
    Minter,
    ask,
    open_bazaar,
    signed,
    soon,
)
from tests.unit.nfts.wallets import KEYS, SPARE, link

pytestmark = pytest.mark.usefixtures("aws")
MINE, THEIRS = KEYS[ARTIST].address, KEYS[FAN].address
ALWAYS = 2**40 - 1


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    link(ARTIST)
    link(FAN)
    return open_bazaar(monkeypatch)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The attempts that were started."""
    names: list[str] = []
    monkeypatch.setattr(mints, "start", lambda mint: names.append(f"{mint.id}-{mint.attempt}"))
    return names


def voucher(**more: Any) -> str:
    body = {"max_quantity": 10, "closes_at": soon(), "gasless": True, **more}
    path = f"/editions/{EDITION}/vouchers"
    reply = ask(create_voucher.handler, "POST", path, body=body)
    assert reply.status == 201, reply.text
    return str(reply.body["id"])


def claimed(voucher_id: str, by: Person = FAN, **more: Any) -> Reply:
    path = f"/vouchers/{voucher_id}/claims"
    return ask(claim_voucher.handler, "POST", path, by, body=more)


def revoked(voucher_id: str, by: Person = ARTIST) -> Reply:
    return ask(revoke_voucher.handler, "DELETE", f"/vouchers/{voucher_id}", by)


def got(errand_id: str, by: Person = FAN) -> Reply:
    return ask(get_errand.handler, "GET", f"/errands/{errand_id}", by)


def test_a_free_voucher_is_claimed_once_a_wallet(bazaar: Bazaar, started: list[str]) -> None:
    free = voucher()

    reply, again = claimed(free), claimed(free)

    assert (reply.status, again.status) == (202, 202), reply.text
    errand = reply.body
    assert errand == again.body
    assert (errand["what"], errand["state"], errand["subject"]) == ("claim", "minting", free)
    assert started == [f"{errand['id']}-1"] * 2, "the workflow's name makes one of them"
    [tried] = bazaar.tried
    assert (tried.sender, tried.to, tried.name) == (Minter().address, RELEASES, "redeem")
    assert (tried.arguments["to"], tried.arguments["quantity"]) == (THEIRS, 1)
    assert got(errand["id"]).body == errand
    assert got(errand["id"], ARTIST).problem() == "no-such-errand"
    assert got("ern_x").problem() == "no-such-errand"
    assert claimed(free, ARTIST).body["id"] != errand["id"]


def test_what_cannot_be_claimed_is_not_begun(bazaar: Bazaar, started: list[str]) -> None:
    assert claimed(voucher(gasless=False)).problem() == "not-gasless"
    assert claimed(voucher(wallets=[ARTIST.id])).problem() == "not-on-allow-list"
    assert claimed(voucher(), quantity=11).problem() == "not-enough-left"
    assert claimed(voucher(), OTHER_ARTIST).problem() == "no-wallet"
    assert claimed("vch_x").problem() == "no-such-voucher"
    free = voucher()
    bazaar.refuses = ("WalletLimit", {"id": TOKEN, "wallet": THEIRS, "limit": 1})
    assert claimed(free).problem() == "wallet-limit"
    assert started == []


def test_a_claim_that_failed_is_begun_anew(bazaar: Bazaar, started: list[str]) -> None:
    free = voucher()
    errand = claimed(free).body
    failure = Failure.of("NodeUnreachableError", "", datetime.now(UTC))
    assert editions.failed(errand["id"], 1, failure)
    shown = got(errand["id"]).body
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "node-unreachable")

    again = claimed(free).body

    assert (again["state"], again["attempt"], again["failure"]) == ("minting", 2, None)
    assert started[-1] == f"{errand['id']}-2"
    assert len(bazaar.tried) == 2


def test_a_revoked_voucher_is_handed_out_no_more(bazaar: Bazaar, started: list[str]) -> None:
    free = voucher()
    assert bazaar.tried == []

    assert revoked(free, FAN).problem() == "forbidden"
    assert revoked(free, OTHER_ARTIST).problem() == "no-such-voucher"
    reply = revoked(free)

    assert reply.status == 202, reply.text
    assert reply.body["what"] == "revocation"
    assert started == [f"{reply.body['id']}-1"]
    shown = ask(get_voucher.handler, "GET", f"/vouchers/{free}", FAN).body
    assert (shown["signature"], shown["left"]) == (None, 0)
    assert shown["revoked_at"]
    assert claimed(free).problem() == "cancelled"
    body = {"kind": "voucher", "id": free}
    assert ask(prepare_purchase.handler, "POST", "/purchases", FAN, body=body).problem() == (
        "cancelled"
    )
    path = f"/editions/{EDITION}/vouchers"
    assert ask(list_vouchers.handler, "GET", path, FAN).body["items"] == []
    assert len(ask(list_vouchers.handler, "GET", path, ARTIST).body["items"]) == 1
    assert revoked(free).body["id"] == reply.body["id"]


def sale_body(key: Any = KEYS[ARTIST], **change: str) -> dict[str, Any]:
    path = f"/editions/{EDITION}/sale/drafts"
    draft = ask(draft_sale.handler, "POST", path, body={"sale": {"price": "500"}})
    assert draft.status == 201, draft.text
    typed = draft.body
    typed["message"] |= change
    return {"message": typed["message"], "signature": signed(typed, key)}


def put_up(body: dict[str, Any], by: Person = ARTIST) -> Reply:
    return ask(set_sale.handler, "PUT", f"/editions/{EDITION}/sale", by, body=body)


def test_signed_terms_of_sale_are_put_up(bazaar: Bazaar, started: list[str]) -> None:
    body = sale_body()

    reply = put_up(body)

    assert reply.status == 202, reply.text
    assert (reply.body["what"], reply.body["subject"]) == ("sale", MINE)
    assert put_up(body).body["id"] == reply.body["id"]
    errand = editions.get_errand(reply.body["id"])
    assert errand.contract == RELEASES
    assert started == [f"{errand.id}-1"] * 2
    bazaar.spent[MINE, 0] = 2**32 - 1
    assert put_up(body).status == 202, "it is the same errand still"


def test_terms_of_sale_that_do_not_hold_are_not_put_up(bazaar: Bazaar, started: list[str]) -> None:
    assert put_up(sale_body(SPARE)).problem() == "wrong-signature"
    assert put_up(sale_body(id="5")).problem() == "edition"
    assert put_up(sale_body(closesAt="0")).problem() == "window"
    far = sale_body()
    far["message"]["closesAt"] = str(2**40)
    assert put_up(far).problem() == "too-large"
    assert put_up(sale_body(currency=RELEASES)).problem() == "currency-not-allowed"
    body = sale_body()
    assert put_up(body, FAN).problem() == "forbidden"
    assert put_up(body, OTHER_ARTIST).problem() == "not-yours"
    bazaar.counters[MINE] = 1
    assert put_up(body).problem() == "cancelled"
    bazaar.spent[MINE, int(body["message"]["nonce"])] = 2**32 - 1
    assert put_up(body).problem() == "nonce-used"
    assert started == []


def test_an_errand_is_one_by_what_it_is_about() -> None:
    assert id_of(What.CLAIM, "a", "b") == id_of(What.CLAIM, "a", "b")
    assert id_of(What.CLAIM, "a", "b") != id_of(What.REVOCATION, "a", "b")
    assert ids.is_id(id_of(What.SALE, "a"), "ern")


def test_what_was_done_or_goes_on_is_not_resumed(bazaar: Bazaar, started: list[str]) -> None:
    assert bazaar.artist == MINE
    errand = editions.get_errand(claimed(voucher()).body["id"])
    moment = datetime.now(UTC)
    done = errand.recorded("0xab", 5, moment)

    assert done.failed(Failure.of("X", "", moment)) == done
    assert done.recorded("0xcd", 6, moment) == done
    many = errand
    for number in range(90):
        many = many.marked("sent", moment, str(number))
    assert len(many.history) == 40
    assert many.history[0].what == "asked"
    assert len(started) == 1
