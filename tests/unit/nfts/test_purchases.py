"""What is bought or taken out: the transaction, what it costs, and why it can not be now."""

from datetime import UTC, datetime
from typing import Any

import pytest

from nfts.api import prepare_purchase
from nfts.api.refusals import refusal
from nfts.data.chain_errors import OutOfFundsError, RevertedError
from nfts.data.selling_reads import SPENT
from nfts.domain.currency import NATIVE, ZERO
from tests.unit.aws import ARTIST, FAN, Person, Reply
from tests.unit.nfts.selling import (
    COIN,
    EDITION,
    GAS,
    MARKET,
    RELEASES,
    TOKEN,
    Bazaar,
    ask,
    listed,
    open_bazaar,
    soon,
)
from tests.unit.nfts.wallets import KEYS, SPARE, link

pytestmark = pytest.mark.usefixtures("aws", "bazaar")
SELLER, BUYER = KEYS[ARTIST].address, KEYS[FAN].address


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    """The artist holds five and may sell them; the fan has coins of both kinds."""
    link(ARTIST)
    link(FAN)
    here = open_bazaar(monkeypatch)
    here.held[SELLER, TOKEN] = 5
    here.approved.add(SELLER)
    for currency in (NATIVE, COIN):
        here.coins[currency, BUYER] = 1_000_000
    here.allowances[BUYER, MARKET] = here.allowances[BUYER, RELEASES] = 1_000_000
    return here


def bought(kind: str, id_: str, by: Person = FAN, **more: Any) -> Reply:
    body = {"kind": kind, "id": id_, **more}
    return ask(prepare_purchase.handler, "POST", "/purchases", by, body=body)


def test_an_open_sale_is_bought_from_to_the_wei(bazaar: Bazaar) -> None:
    reply = bought("sale", EDITION, quantity=3)

    assert reply.status == 200, reply.text
    transaction, cost = reply.body["transaction"], reply.body["cost"]
    [tried] = bazaar.tried
    assert (tried.sender, tried.to, tried.name) == (BUYER, RELEASES, "buy")
    assert tried.arguments == {"id": TOKEN, "quantity": 3}
    assert transaction["from"] == BUYER
    assert transaction["to"] == RELEASES
    assert transaction["value"] == str(tried.value) == "3000"
    assert transaction["data"].startswith("0x")
    assert transaction["gas"] == GAS * 120 // 100
    assert transaction["chain_id"] == 31337
    network = GAS * 120 // 100 * 30
    assert cost == {
        "currency": {"address": "native", "symbol": "ETH", "decimals": 18},
        "price": "3000",
        "platform_fee": "75",
        "royalty": "0",
        "proceeds": "2925",
        "network_fee": str(network),
        "total": str(3000 + network),
    }
    assert reply.body["approvals"] == []


def test_a_price_in_an_erc20_asks_for_its_approval_first(bazaar: Bazaar) -> None:
    bazaar.sale["currency"] = COIN
    bazaar.allowances.clear()

    reply = bought("sale", EDITION, quantity=2)

    [approval] = reply.body["approvals"]
    [tried] = bazaar.tried
    assert (tried.to, tried.name) == (COIN, "approve")
    assert tried.arguments == {"spender": RELEASES, "value": 2000}
    assert approval["gas"] == GAS * 120 // 100
    assert reply.body["transaction"]["gas"] is None, "it can't be tried yet"
    assert reply.body["cost"]["network_fee"] is None
    assert reply.body["cost"]["total"] == "2000"

    bazaar.allowances[BUYER, RELEASES] = 2000
    ready = bought("sale", EDITION, quantity=2).body
    assert ready["approvals"] == []
    assert (ready["transaction"]["gas"], ready["transaction"]["value"]) == (120_000, "0")


def test_in_an_erc20_no_more_can_be_taken_than_was_shown(bazaar: Bazaar) -> None:
    bazaar.sale["currency"] = COIN

    shown = bought("sale", EDITION, quantity=3).body["cost"]

    [tried] = bazaar.tried
    assert (tried.sender, tried.to, tried.name, tried.value) == (BUYER, RELEASES, "buyWith", 0)
    assert tried.arguments == {
        "id": TOKEN,
        "quantity": 3,
        "currency": COIN,
        "most": int(shown["total"]),
    }
    assert (shown["price"], shown["currency"]["address"]) == ("3000", COIN)


def test_what_can_be_seen_to_fail_is_told(bazaar: Bazaar) -> None:
    assert bought("sale", EDITION, quantity=91).problem() == "sold-out"
    assert bought("sale", EDITION, quantity=90).status == 200
    bazaar.coins[NATIVE, BUYER] = 999
    assert bought("sale", EDITION).problem() == "not-enough-funds"
    bazaar.sale["closesAt"] = 1
    assert bought("sale", EDITION).problem() == "not-open"
    bazaar.sale |= {"opensAt": 2**39, "closesAt": 2**40 - 1}
    assert bought("sale", EDITION).problem() == "not-open"
    assert bought("sale", "edn_01K9QZ4T7M5V3N8X2B6C1D0EFH").problem() == "not-on-chain"
    assert bought("sale", "trk_1").problem() == "no-such-edition"
    assert bought("sale", EDITION, wallet=SPARE.address).problem() == "no-such-wallet"


def test_the_contract_has_the_last_word(bazaar: Bazaar) -> None:
    bazaar.refuses = ("WalletLimit", {"id": TOKEN, "wallet": BUYER, "limit": 2})

    reply = bought("sale", EDITION)

    assert (reply.status, reply.problem()) == (409, "wallet-limit")
    assert "2" in reply.body["detail"]


@pytest.mark.parametrize(
    ("error", "arguments", "status", "code"),
    [
        ("SoldOut", {"id": 1, "left": 0}, 409, "sold-out"),
        ("EditionClosed", {"id": 1, "closedAt": 5}, 409, "edition-closed"),
        ("NotOpen", {"opensAt": 5, "closesAt": 9, "time": 1}, 409, "not-open"),
        ("NotOnAllowList", {"wallet": ZERO}, 409, "not-on-allow-list"),
        ("CurrencyNotAllowed", {"currency": COIN}, 409, "currency-not-allowed"),
        ("EnforcedPause", {}, 409, "paused"),
        ("NoSuchRelease", {"id": 1}, 404, "not-on-chain"),
        ("WrongPayment", {"expected": 2, "sent": 1}, 409, "not-enough-funds"),
        ("NotEnoughLeft", {"maker": ZERO, "nonce": 1, "left": 0}, 409, "not-enough-left"),
        ("OrderSpent", {"maker": ZERO, "nonce": 1}, 409, "cancelled"),
        ("CounterPassed", {"maker": ZERO, "signed": 1, "current": 2}, 409, "cancelled"),
        ("BadSignature", {"signer": ZERO}, 409, "signature-void"),
        ("NotForYou", {"taker": ZERO}, 409, "not-for-you"),
        (
            "ERC1155InsufficientBalance",
            {"sender": ZERO, "balance": 0, "needed": 1, "tokenId": 1},
            409,
            "not-enough-tokens",
        ),
        (
            "ERC1155MissingApprovalForAll",
            {"operator": ZERO, "owner": ZERO},
            409,
            "approval-missing",
        ),
        ("ERC1155InvalidReceiver", {"receiver": ZERO}, 409, "no-receiver"),
        ("SaleNeverOpen", {"opensAt": 1, "closesAt": 1}, 422, "window"),
        ("BidTooLow", {"amount": 1, "least": 2}, 409, "bid-too-low"),
        ("NotBiddingTime", {"startsAt": 1, "endsAt": 2}, 409, "not-bidding-time"),
        ("NoSuchAuction", {"auction": 1}, 404, "no-such-auction"),
        ("NotEnded", {"endsAt": 1}, 409, "auction-runs"),
        ("HasBid", {"auction": 1}, 409, "has-bid"),
        ("NothingToClaim", {"auction": 1, "account": ZERO}, 409, "nothing-to-claim"),
        ("AuctionTimes", {"startsAt": 1, "endsAt": 1}, 422, "window"),
        ("RaiseOutOfBounds", {"minRaiseBps": 1}, 422, "raise"),
        ("NotTheArtist", {"id": 1, "account": ZERO}, 409, "not-the-artist"),
        ("NotTheSeller", {"account": ZERO}, 409, "not-the-seller"),
        ("ReleaseFrozen", {"id": 1}, 409, "frozen"),
        ("NothingDue", {"payee": ZERO, "currency": ZERO}, 409, "nothing-due"),
        ("NotAPayee", {"account": ZERO}, 409, "not-a-payee"),
        ("StringTooLong", {"str": "x"}, 409, "refused"),
    ],
)
def test_each_refusal_of_a_contract_has_a_code(
    error: str, arguments: dict[str, Any], status: int, code: str
) -> None:
    problem = refusal(RevertedError(error, arguments, b""))

    assert (problem.status, problem.code) == (status, code)
    assert problem.detail.endswith((".", ")"))


def test_who_cannot_pay_the_gas_is_told(bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch) -> None:
    def poor(*_: Any) -> int:
        raise OutOfFundsError("insufficient funds")

    monkeypatch.setattr(bazaar, "estimate", poor)

    assert bought("sale", EDITION).problem() == "not-enough-funds"


def test_a_listing_is_bought(bazaar: Bazaar) -> None:
    order = listed().body

    reply = bought("listing", order["id"], quantity=2)

    assert reply.status == 200, reply.text
    tried = bazaar.tried[-1]
    assert (tried.sender, tried.to, tried.name, tried.value) == (BUYER, MARKET, "buy", 2000)
    assert tried.arguments["listing"]["maker"] == SELLER
    assert tried.arguments["listing"]["nonce"] == int(order["nonce"])
    assert "0x" + tried.arguments["signature"].hex() == order["signature"]
    assert (tried.arguments["quantity"], tried.arguments["to"]) == (2, BUYER)
    cost = reply.body["cost"]
    assert (cost["platform_fee"], cost["royalty"], cost["proceeds"]) == ("50", "200", "1750")


def test_a_listing_that_cannot_be_taken_says_why(bazaar: Bazaar) -> None:
    order = listed().body
    nonce = int(order["nonce"])

    def why(**more: Any) -> str:
        return bought("listing", order["id"], **more).problem()

    assert why(quantity=3) == "not-enough-left"
    bazaar.approved.clear()
    assert why() == "not-covered"
    bazaar.approved.add(SELLER)
    bazaar.spent[SELLER, nonce] = 2
    assert why() == "not-enough-left"
    bazaar.spent[SELLER, nonce] = SPENT
    assert why() == "cancelled"
    assert bought("listing", listed(taker=SPARE.address).body["id"]).problem() == "not-for-you"
    assert bought("listing", listed(opens_at=soon(days=1)).body["id"]).problem() == "not-open"
    assert bought("offer", listed().body["id"]).problem() == "no-such-order"


def test_an_offer_is_accepted_by_who_holds(bazaar: Bazaar) -> None:
    order = listed(FAN, kind="offer", currency=COIN).body
    bazaar.approved.clear()

    first = bought("offer", order["id"], ARTIST).body
    assert [one["to"] for one in first["approvals"]] == [RELEASES]
    bazaar.approved.add(SELLER)
    reply = bought("offer", order["id"], ARTIST)

    assert reply.status == 200, reply.text
    tried = bazaar.tried[-1]
    assert (tried.sender, tried.to, tried.name, tried.value) == (SELLER, MARKET, "accept", 0)
    cost = reply.body["cost"]
    assert (cost["price"], cost["proceeds"], cost["total"]) == ("1000", "875", "0")
    bazaar.held.clear()
    assert bought("offer", order["id"], ARTIST).problem() == "not-enough-tokens"


def test_a_bid_is_the_least_one_or_more(bazaar: Bazaar) -> None:
    bazaar.auction(1)

    least = bought("bid", "1")

    assert least.status == 200, least.text
    tried = bazaar.tried[-1]
    assert (tried.to, tried.name, tried.value) == (MARKET, "bid", 1000)
    assert tried.arguments == {"auction": 1, "amount": 1000}
    bazaar.auctions[1] |= {"bid": 1000, "bidder": SPARE.address}
    assert bought("bid", "1", amount="1049").problem() == "bid-too-low"
    assert bought("bid", "1", amount="1050").status == 200


def test_a_bid_in_an_erc20_is_taken_from_the_wallet(bazaar: Bazaar) -> None:
    bazaar.auction(1, currency=COIN)
    bazaar.allowances.clear()

    reply = bought("bid", "1").body

    assert [one["to"] for one in reply["approvals"]] == [COIN]
    assert reply["cost"]["currency"]["symbol"] == "USDC"


def test_no_bid_is_prepared_for_what_takes_none(bazaar: Bazaar) -> None:
    assert bought("bid", "9").problem() == "no-such-auction"
    bazaar.auction(1, over=True)
    assert bought("bid", "1").problem() == "no-such-auction"
    bazaar.auction(2, endsAt=int(datetime.now(UTC).timestamp()) - 1)
    assert bought("bid", "2").problem() == "not-bidding-time"
    assert bought("bid", "ord_1").problem() == "auction"


def test_what_is_prepared_is_over_with_what_it_is_of(bazaar: Bazaar) -> None:
    ends = int(datetime.now(UTC).timestamp()) + 30
    bazaar.auction(1, endsAt=ends)

    said = bought("bid", "1").body["expires_at"]

    assert datetime.fromisoformat(said).timestamp() == ends
