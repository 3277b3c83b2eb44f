"""Selling and buying on the running house: what is prepared is signed with real keys, and sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from infra.local import sweeping
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from nfts.domain import abi
from nfts.domain.blocks import Receipt
from tests.house import PASSWORD, Person, wait_until
from tests.stack.minting_scene import Json, OnChain, works
from tests.stack.trading_people import Trader

PRICE = 10**16


@dataclass(frozen=True)
class Fair:
    """An artist whose edition is on the chain, and two who buy."""

    chain: OnChain
    artist: Trader
    fan: Trader
    collector: Trader
    edition_id: str
    token: int

    def held(self, who: Trader) -> int:
        return self.chain.balance(who.key.address, self.token)


@pytest.fixture(scope="module")
def fair(house: LocalStack) -> Fair:
    chain = OnChain(house)

    def trader(name: str, role: str, seed: int, coin: bool = True) -> Trader:
        email = f"{name}@selling.example"
        made = Trader(Person(house, sign_up(house, email, PASSWORD, role)), seed, chain.chain)
        made.link()
        if coin:
            house.chain.fund(made.key.address)
        return made

    artist = trader("artist", "artist", 0x5E11E4)
    (work,) = works(house, artist.id, 1)
    edition = artist.ended(artist.mint(work, artist.sheet(), quantity=2, supply=50)["id"])
    assert edition["state"] == "minted", edition["failure"]
    return Fair(
        chain=chain,
        artist=artist,
        fan=trader("fan", "fan", 0xB0FA),
        collector=trader("collector", "fan", 0xC011EC),
        edition_id=edition["id"],
        token=int(edition["token"]["token_id"]),
    )


@pytest.fixture(scope="module")
def on_sale(fair: Fair) -> Fair:
    """The artist signs the terms; the platform puts them up and pays the gas."""
    before = fair.artist.coin()
    _put_up(fair, price=str(PRICE))
    assert fair.artist.coin() == before
    return fair


def test_a_fan_buys_from_the_open_sale_to_the_wei(on_sale: Fair) -> None:
    fan, before = on_sale.fan, on_sale.fan.coin()
    held = on_sale.held(fan)

    ready = fan.buys("sale", on_sale.edition_id, quantity=2)

    assert on_sale.held(fan) == held + 2
    cost = ready["cost"]
    assert int(cost["price"]) == 2 * PRICE
    assert int(cost["platform_fee"]) + int(cost["proceeds"]) == 2 * PRICE
    spent = before - fan.coin()
    assert 2 * PRICE < spent <= int(cost["total"])
    too_many = {"kind": "sale", "id": on_sale.edition_id, "quantity": 100}
    assert fan.refused("POST", "/purchases", too_many) == "sold-out"


def test_a_listing_is_signed_shown_and_bought_by_another(on_sale: Fair) -> None:
    fan, collector = on_sale.fan, on_sale.collector
    fan.buys("sale", on_sale.edition_id)
    asked = {
        "kind": "listing",
        "edition_id": on_sale.edition_id,
        "unit_price": str(3 * PRICE),
        "closes_at": "2099-01-01T00:00:00Z",
    }
    draft = fan.do("POST", "/orders/drafts", asked)
    body = {"kind": "listing", **fan.signed(draft["typed_data"])}
    if draft["approvals"]:
        assert fan.refused("POST", "/orders", body) == "approval-missing"
        for approval in draft["approvals"]:
            fan.send(approval)
    order = fan.do("POST", "/orders", body)
    assert (order["state"], order["left"]) == ("open", 1)
    held = on_sale.held(collector)

    ready = collector.buys("listing", order["id"])

    assert on_sale.held(collector) == held + 1
    assert fan.do("GET", f"/orders/{order['id']}")["state"] == "filled"
    purchase = {"kind": "listing", "id": order["id"]}
    assert collector.refused("POST", "/purchases", purchase) == "not-enough-left"
    before = fan.coin()
    collector.send(_withdrawal(collector, "market", account=fan.key.address))
    assert fan.coin() - before == int(ready["cost"]["proceeds"])


def test_a_listing_that_is_withdrawn_and_cancelled_is_void(on_sale: Fair) -> None:
    artist = on_sale.artist
    asked = {
        "kind": "listing",
        "edition_id": on_sale.edition_id,
        "unit_price": "1",
        "closes_at": "2099-01-01T00:00:00Z",
    }
    draft = artist.do("POST", "/orders/drafts", asked)
    for approval in draft["approvals"]:
        artist.send(approval)
    body = {"kind": "listing", **artist.signed(draft["typed_data"])}
    order = artist.do("POST", "/orders", body)

    gone = artist.do("DELETE", f"/orders/{order['id']}")
    artist.send(gone["cancel"]["transaction"])

    assert on_sale.fan.refused("GET", f"/orders/{order['id']}") == "no-such-order"
    assert artist.refused("POST", "/orders", body) == "nonce-used"


def test_an_offer_in_an_erc20_is_signed_and_taken(fair: Fair) -> None:
    artist, fan = fair.artist, fair.fan
    [token] = [one for one in fair.chain.chain.currencies if one.address != "native"]
    fan.send(_minting(fan, token.address))
    held = fair.held(artist), fair.held(fan)
    asked = {
        "kind": "offer",
        "edition_id": fair.edition_id,
        "unit_price": "1000003",
        "currency": token.address,
        "closes_at": "2099-01-01T00:00:00Z",
        "taker": artist.key.address,
    }
    draft = fan.do("POST", "/orders/drafts", asked)
    for approval in draft["approvals"]:
        fan.send(approval)
    order = fan.do("POST", "/orders", {"kind": "offer", **fan.signed(draft["typed_data"])})
    purchase = {"kind": "offer", "id": order["id"]}
    assert fair.collector.refused("POST", "/purchases", purchase) == "not-for-you"

    ready = artist.buys("offer", order["id"])

    assert (fair.held(artist), fair.held(fan)) == (held[0] - 1, held[1] + 1)
    cost = ready["cost"]
    assert cost["currency"] == {"address": token.address, "symbol": "TUSD", "decimals": 18}
    parts = ("platform_fee", "royalty", "proceeds")
    assert sum(int(cost[part]) for part in parts) == int(cost["price"]) == 1000003
    owed = {"source": "market", "currency": token.address}
    assert artist.do("POST", "/withdrawals", owed)["amount"] == cost["proceeds"]


def test_an_offer_is_shown_while_its_maker_can_pay(fair: Fair, house: LocalStack) -> None:
    fan, chain = fair.fan, fair.chain.chain
    [token] = [one for one in chain.currencies if one.address != "native"]
    fan.send(_minting(fan, token.address))
    asked = {
        "kind": "offer",
        "edition_id": fair.edition_id,
        "unit_price": "50",
        "quantity": 3,
        "currency": token.address,
        "closes_at": "2099-01-01T00:00:00Z",
    }

    def may_be_taken(amount: int) -> None:
        fan.send(_of_coin(fan, token.address, "approve", chain.contracts.market, amount))
        sweeping.call(house, "check_offers")

    def shown(quantity: int | None) -> None:
        def left() -> bool:
            offers = fan.do("GET", f"/market/{fair.edition_id}")["offers"]
            mine = {offer["order_id"]: offer["quantity"] for offer in offers}
            return mine.get(order["id"]) == quantity

        wait_until(left, what=f"{quantity} of the offer on its edition's page")

    may_be_taken(150)
    draft = fan.do("POST", "/orders/drafts", asked)
    order = fan.do("POST", "/orders", {"kind": "offer", **fan.signed(draft["typed_data"])})
    shown(3)
    may_be_taken(149)
    shown(2)
    may_be_taken(0)
    shown(None)
    assert fan.do("GET", f"/orders/{order['id']}")["state"] == "uncovered"
    may_be_taken(150)
    shown(3)


def test_whoever_has_no_coin_claims_a_free_voucher(fair: Fair, house: LocalStack) -> None:
    email = "poor@selling.example"
    poor = Trader(Person(house, sign_up(house, email, PASSWORD, "fan")), 0x9004, fair.chain.chain)
    poor.link()
    terms = {
        "max_quantity": 5,
        "per_wallet": 0,
        "closes_at": "2099-01-01T00:00:00Z",
        "gasless": True,
        "wallets": [poor.key.address, fair.fan.key.address],
    }
    voucher = fair.artist.do("POST", f"/editions/{fair.edition_id}/vouchers", terms)
    shown = poor.do("GET", f"/vouchers/{voucher['id']}")
    assert (shown["wallet"], len(shown["proof"])) == (poor.key.address, 1)

    path = f"/vouchers/{voucher['id']}/claims"
    done = poor.errand(poor.do("POST", path, {}))

    assert done["state"] == "minted", done["failure"]
    assert fair.held(poor) == 1
    assert poor.coin() == 0
    assert poor.do("POST", path, {})["transaction"] == done["transaction"]
    assert poor.refused("POST", path, {"wallet": fair.fan.key.address}) == "no-such-wallet"
    fair.fan.buys("voucher", voucher["id"])
    ended = fair.artist.errand(fair.artist.do("DELETE", f"/vouchers/{voucher['id']}"))
    assert ended["state"] == "minted", ended["failure"]
    purchase = {"kind": "voucher", "id": voucher["id"]}
    assert fair.fan.refused("POST", "/purchases", purchase) == "cancelled"


def test_an_auction_is_made_and_bid_in(fair: Fair) -> None:
    artist, fan, collector = fair.artist, fair.fan, fair.collector
    held = fair.held(artist)
    asked = {
        "edition_id": fair.edition_id,
        "reserve": str(PRICE),
        "ends_at": _in_days(2),
        "min_raise_bps": 1000,
    }
    ready = artist.do("POST", "/auctions", asked)
    for approval in ready["approvals"]:
        artist.send(approval)
    if ready["approvals"]:
        ready = artist.do("POST", "/auctions", asked)
    receipt = artist.send(ready["transaction"])
    number = _said(receipt, "AuctionCreated")["auction"]
    assert fair.held(artist) == held - 1

    fan.buys("bid", str(number))
    low = {"kind": "bid", "id": str(number), "amount": str(PRICE)}
    assert collector.refused("POST", "/purchases", low) == "bid-too-low"
    collector.buys("bid", str(number))

    shown = fan.do("GET", f"/auctions/{number}")
    assert (shown["state"], shown["bidder"]) == ("running", collector.key.address)
    assert int(shown["bid"]) == PRICE * 11 // 10
    steps = f"/auctions/{number}/steps"
    assert artist.refused("POST", steps, {"step": "cancel"}) == "has-bid"
    assert artist.refused("POST", steps, {"step": "settle"}) == "auction-runs"
    fan.send(_withdrawal(fan, "market"))


def test_what_was_sold_is_taken_out_by_who_is_on_the_sheet(on_sale: Fair) -> None:
    fan, artist = on_sale.fan, on_sale.artist
    fan.buys("sale", on_sale.edition_id)
    about = {"edition_id": on_sale.edition_id}
    pot = on_sale.fan.do("POST", "/withdrawals", {"source": "pot", **about})
    fan.send(pot["prepared"]["transaction"])
    ledger = fan.do("POST", "/withdrawals", {"source": "releases", **about})
    fan.send(ledger["prepared"]["transaction"])
    share = {"source": "split", "account": artist.key.address, **about}
    before = artist.coin()

    due = fan.do("POST", "/withdrawals", share)
    fan.send(due["prepared"]["transaction"])

    assert artist.coin() - before == int(due["amount"]) >= int(ledger["amount"])
    assert fan.refused("POST", "/withdrawals", share) == "nothing-due"


def test_a_sale_in_an_erc20_takes_no_more_than_was_shown(fair: Fair) -> None:
    collector, purchase = fair.collector, {"kind": "sale", "id": fair.edition_id}
    [token] = [one for one in fair.chain.chain.currencies if one.address != "native"]
    collector.send(_minting(collector, token.address))
    _put_up(fair, price="1000", currency=token.address)
    held = fair.held(collector)

    ready = collector.buys("sale", fair.edition_id)

    assert fair.held(collector) == held + 1
    assert ready["cost"]["currency"]["address"] == token.address
    assert int(ready["cost"]["price"]) == 1000
    for approval in collector.do("POST", "/purchases", purchase | {"quantity": 3})["approvals"]:
        collector.send(approval)  # as of a purchase that was given up
    shown = collector.do("POST", "/purchases", purchase)["transaction"]
    _put_up(fair, price="2000", currency=token.address)
    with pytest.raises(AssertionError):
        collector.send(shown)
    assert fair.held(collector) == held + 1


def _put_up(fair: Fair, **sale: str) -> None:
    path = f"/editions/{fair.edition_id}/sale"
    typed = fair.artist.do("POST", f"{path}/drafts", {"sale": sale})
    done = fair.artist.errand(fair.artist.do("PUT", path, fair.artist.signed(typed)))
    assert done["state"] == "minted", done["failure"]


def _withdrawal(by: Trader, source: str, **more: str) -> Json:
    made: Json = by.do("POST", "/withdrawals", {"source": source, **more})
    transaction: Json = made["prepared"]["transaction"]
    return transaction


def _minting(by: Trader, token: str) -> Json:
    """The test dollar gives itself to whoever asks (contracts/test/helpers/Tokens.sol)."""
    return _of_coin(by, token, "mint", by.key.address, 10**18)


def _of_coin(by: Trader, token: str, name: str, account: str, amount: int) -> Json:
    fees, called = by.chain.fees(), keccak(text=f"{name}(address,uint256)")[:4]
    return {
        "chain_id": by.chain.id,
        "from": by.key.address,
        "to": token,
        "data": "0x" + (called + encode(["address", "uint256"], [account, amount])).hex(),
        "value": "0",
        "gas": 200_000,
        "max_fee_per_gas": str(fees.max_fee),
        "max_priority_fee_per_gas": str(fees.priority_fee),
    }


def _said(receipt: Receipt, event: str) -> Json:
    told = (abi.MARKET.event(log.topics, log.data) for log in receipt.logs)
    return next(one.arguments for one in told if one and one.name == event)


def _in_days(count: int) -> str:
    moment = datetime.now(UTC) + timedelta(days=count)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
