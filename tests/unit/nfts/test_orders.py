"""Listings and offers: what the contract would refuse is refused before it is kept."""

from typing import Any

import pytest

from nfts.api import (
    draft_order,
    list_orders,
)
from nfts.data.selling_reads import SPENT
from tests.unit.aws import ARTIST, CHAIN, FAN, OTHER_ARTIST, Reply
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
    EDITION,
    GAS,
    MARKET,
    RELEASES,
    TOKEN,
    Bazaar,
    ask,
    drafted,
    listed,
    signed,
    soon,
)
from tests.unit.nfts.wallets import KEYS, SPARE

pytestmark = pytest.mark.usefixtures("aws", "bazaar")


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    return trading(monkeypatch)


def test_a_draft_is_what_the_contract_checks(bazaar: Bazaar) -> None:
    bazaar.counters[SELLER] = 4

    reply = drafted(taker=BUYER.lower())

    assert reply.status == 201
    typed, said = reply.body["typed_data"], reply.body["typed_data"]["message"]
    assert typed["primaryType"] == "Listing"
    assert typed["domain"] == {
        "name": "NFTChords Market",
        "version": "1",
        "chainId": CHAIN["chain_id"],
        "verifyingContract": MARKET,
    }
    assert said["maker"] == SELLER
    assert said["id"] == str(TOKEN)
    assert (said["quantity"], said["unitPrice"], said["counter"]) == ("2", "1000", "4")
    assert said["taker"] == BUYER
    cost = reply.body["cost"]
    assert (cost["price"], cost["platform_fee"], cost["royalty"]) == ("2000", "50", "200")
    assert (cost["proceeds"], cost["total"]) == ("1750", "0")
    assert cost["currency"] == {"address": "native", "symbol": "ETH", "decimals": 18}
    assert reply.body["approvals"] == []


def test_nonces_follow_each_other_so_that_eight_share_a_slot() -> None:
    mine = [drafted().body["typed_data"]["message"]["nonce"] for _ in range(3)]
    theirs = drafted(FAN, kind="offer", currency=COIN).body["typed_data"]["message"]["nonce"]

    assert mine == ["0", "1", "2"]
    assert theirs == "0"


def test_a_draft_says_which_approval_comes_first(bazaar: Bazaar) -> None:
    bazaar.approved.clear()
    bazaar.allowances.clear()

    [for_tokens] = drafted().body["approvals"]
    [for_coins] = drafted(FAN, kind="offer", currency=COIN).body["approvals"]

    assert (for_tokens["from"], for_tokens["to"]) == (SELLER, RELEASES)
    assert (for_coins["from"], for_coins["to"]) == (BUYER, COIN)
    tokens, coins = bazaar.tried
    assert tokens.name == "setApprovalForAll"
    assert tokens.arguments == {"operator": MARKET, "approved": True}
    assert (coins.name, coins.arguments) == ("approve", {"spender": MARKET, "value": 2000})
    assert for_tokens["gas"] == GAS * 120 // 100
    assert (for_tokens["max_fee_per_gas"], for_tokens["max_priority_fee_per_gas"]) == ("30", "2")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"closes_at": "2020-01-01T00:00:00Z"}, "window"),
        ({"opens_at": soon(days=9)}, "window"),
        ({"kind": "offer"}, "offer-in-native"),
        ({"taker": SELLER}, "taker"),
        ({"currency": RELEASES}, "currency-not-allowed"),
        ({"wallet": SPARE.address}, "no-such-wallet"),
        ({"edition_id": "edn_01K9QZ4T7M5V3N8X2B6C1D0EFH"}, "not-on-chain"),
        ({"unit_price": str(2**96)}, "invalid"),
        ({"unit_price": "1.5"}, "invalid"),
        ({"unit_price": 1000}, "invalid"),
        ({"quantity": 0}, "invalid"),
        ({"currency": COIN.lower().replace("a", "A", 1)}, "invalid"),
    ],
)
def test_what_makes_no_sense_is_not_drafted(more: dict[str, Any], code: str) -> None:
    assert drafted(**more).problem() == code


def test_without_a_wallet_nothing_is_drafted() -> None:
    assert drafted(OTHER_ARTIST).problem() == "no-wallet"


def test_a_signed_listing_is_kept_and_shown() -> None:
    reply = listed()

    assert reply.status == 201, reply.text
    order = reply.body
    assert order["id"].startswith("ord_")
    assert (order["state"], order["left"]) == ("open", 2)
    assert order["edition_id"] == EDITION
    assert (order["maker"], order["taker"]) == (SELLER, None)
    assert got(order["id"]).body == order
    [one] = mine()["items"]
    assert one.items() <= order.items()
    assert mine(FAN)["items"] == []


def test_an_offer_is_kept() -> None:
    order = listed(FAN, kind="offer", currency=COIN).body

    assert (order["kind"], order["currency"], order["state"]) == ("offer", COIN, "open")


def test_the_same_order_twice_is_one() -> None:
    body = draft_body()

    first, again = sent(body), sent(body)

    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert len(mine()["items"]) == 1


def test_a_page_goes_on_where_the_last_ended() -> None:
    made = {listed().body["id"] for _ in range(3)}

    first = mine(limit="2")
    rest = mine(limit="2", cursor=first["next"])

    assert {one["id"] for one in first["items"] + rest["items"]} == made
    assert rest["next"] is None
    foreign = ask(list_orders.handler, "GET", "/orders", FAN, query={"cursor": first["next"]})
    assert foreign.problem() == "bad-cursor"


def test_a_signature_of_somebody_else_or_over_something_else_is_not_kept() -> None:
    body = draft_body()
    cheaper = body["message"] | {"unitPrice": "1"}

    assert listed(key=SPARE).problem() == "wrong-signature"
    assert sent(body | {"message": cheaper}).problem() == "wrong-signature"
    assert sent(body | {"kind": "offer"}).problem() == "offer-in-native"
    assert sent(body | {"signature": "0x00"}).problem() == "wrong-signature"
    assert mine()["items"] == []


def test_nobody_brings_another_s_order() -> None:
    body = draft_body()

    assert sent(body, FAN).problem() == "no-such-wallet"


def test_a_contract_wallet_is_asked_itself(bazaar: Bazaar) -> None:
    body = draft_body()
    bazaar.contracts[SELLER] = bytes.fromhex("abcd")

    assert sent(body | {"signature": "0xabce"}).problem() == "wrong-signature"
    assert sent(body | {"signature": "0xabcd"}).status == 201


def test_an_account_with_code_is_its_key_s_all_the_same(bazaar: Bazaar) -> None:
    bazaar.contracts[SELLER] = bytes.fromhex("abcd")

    assert sent(draft_body()).status == 201, "contracts/src/lib/Signatures.sol asks the key first"


def test_what_the_chain_has_overtaken_is_not_kept(bazaar: Bazaar) -> None:
    body = draft_body()
    nonce = int(body["message"]["nonce"])

    bazaar.counters[SELLER] = 1
    assert sent(body).problem() == "cancelled"
    bazaar.counters[SELLER] = 0
    for used in (2, SPENT):
        bazaar.spent[SELLER, nonce] = used
        assert sent(body).problem() == "nonce-used"
    bazaar.spent.clear()
    bazaar.held[SELLER, TOKEN] = 1
    assert sent(body).problem() == "not-enough-tokens"
    bazaar.held[SELLER, TOKEN] = 2
    bazaar.approved.clear()
    missing = sent(body)
    assert missing.problem() == "approval-missing"
    [first] = missing.body["approvals"]
    assert (first["from"], first["to"]) == (SELLER, RELEASES)
    assert mine()["items"] == []


def test_an_offer_that_cannot_be_paid_is_not_kept(bazaar: Bazaar) -> None:
    bazaar.coins[COIN, BUYER] = 1999
    assert listed(FAN, kind="offer", currency=COIN).problem() == "not-enough-funds"

    bazaar.coins[COIN, BUYER] = 2000
    bazaar.allowances[BUYER, MARKET] = 1999
    missing = listed(FAN, kind="offer", currency=COIN)
    assert missing.problem() == "approval-missing"
    assert [one["to"] for one in missing.body["approvals"]] == [COIN]


def resigned(**change: str) -> Reply:
    """A draft with something else in it, well signed."""
    typed = drafted().body["typed_data"]
    typed["message"] |= change
    return sent(
        {
            "kind": "listing",
            "message": typed["message"],
            "signature": signed(typed, KEYS[ARTIST]),
        }
    )


def test_a_signed_order_must_make_sense_all_the_same() -> None:
    assert resigned(nonce="7").problem() == "unknown-nonce"
    assert resigned(closesAt="1").problem() == "window"
    assert resigned(quantity="0").problem() == "quantity"
    assert resigned(id=str(2**128)).problem() == "quantity"
    assert resigned(quantity=str(2**32 - 1)).problem() == "too-large"
    assert resigned(currency=RELEASES).problem() == "currency-not-allowed"
    assert resigned(id="5").problem() == "not-on-chain"
    assert resigned(maker=SPARE.address).problem() == "no-such-wallet"


def test_too_many_drafts_are_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    from didit360 import limits

    monkeypatch.setitem(limits.BUDGETS, "selling", limits.Budget(person=1, address=9))

    assert drafted().status == 201
    assert drafted().problem() == "too-many-requests"
    assert draft_order.app.safe
