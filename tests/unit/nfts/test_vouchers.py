"""Vouchers: signed by the platform, with a proof for whoever is on the list; terms of sale."""

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from didit360 import limits
from nfts.api import create_voucher, draft_sale, get_voucher, list_vouchers, prepare_purchase
from nfts.data import signatures, vouchers
from nfts.data.selling_reads import SPENT
from nfts.domain import merkle, typed_data
from tests.unit.aws import ARTIST, CHAIN, FAN, OTHER_ARTIST, Person, Reply
from tests.unit.nfts.selling import (
    COIN,
    EDITION,
    RELEASES,
    TOKEN,
    Bazaar,
    Minter,
    ask,
    open_bazaar,
    soon,
)
from tests.unit.nfts.wallets import KEYS, SPARE, link

pytestmark = pytest.mark.usefixtures("aws", "bazaar")
MINE, THEIRS = KEYS[ARTIST].address, KEYS[FAN].address


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    link(ARTIST)
    link(FAN)
    here = open_bazaar(monkeypatch)
    here.coins["native", THEIRS] = 10_000
    return here


def made(by: Person = ARTIST, **more: Any) -> Reply:
    body = {"max_quantity": 10, "closes_at": soon(), **more}
    path = f"/editions/{EDITION}/vouchers"
    return ask(create_voucher.handler, "POST", path, by, body=body)


def got(voucher_id: str, by: Person = FAN, **query: str) -> Reply:
    return ask(get_voucher.handler, "GET", f"/vouchers/{voucher_id}", by, query=query)


def listed(by: Person = FAN) -> list[str]:
    reply = ask(list_vouchers.handler, "GET", f"/editions/{EDITION}/vouchers", by)
    assert reply.status == 200, reply.text
    return [one["id"] for one in reply.body["items"]]


def verified(proof: list[str], address: str) -> str:
    """As OpenZeppelin's MerkleProof goes up: the root, 0x-hex."""
    node = keccak(keccak(bytes(12) + bytes.fromhex(address[2:])))
    for step in proof:
        node = keccak(b"".join(sorted((node, bytes.fromhex(step[2:])))))
    return "0x" + node.hex()


def test_a_voucher_is_signed_as_the_contract_checks_it(bazaar: Bazaar) -> None:
    bazaar.counters[Minter().address] = 3

    reply = made(price="700", per_wallet=2)

    assert reply.status == 201, reply.text
    said = reply.body
    kept = vouchers.get(said["id"])
    typed = typed_data.voucher(int(str(CHAIN["chain_id"])), RELEASES, kept.message())
    assert (
        signatures.recover(typed.digest(), bytes.fromhex(said["signature"][2:])) == said["signer"]
    )
    assert said["signer"] == Minter().address
    assert kept.message()["id"] == TOKEN
    assert (said["nonce"], said["counter"], said["left"]) == ("0", "3", 10)
    assert said["allow_root"] == "0x" + "00" * 32
    assert (said["price"], said["currency"], said["per_wallet"]) == ("700", "native", 2)
    assert made().body["nonce"] == "1"


def test_whoever_is_on_the_list_gets_the_signature_and_their_proof() -> None:
    others = [Account.from_key(bytes([n]) * 32).address for n in range(1, 8)]
    voucher = made(wallets=[FAN.id, *others]).body

    mine = got(voucher["id"]).body

    assert mine["wallet"] == THEIRS
    assert mine["signature"]
    assert verified(mine["proof"], THEIRS) == mine["allow_root"]
    assert mine["wallets"] == 8
    theirs = got(voucher["id"], ARTIST).body
    assert (theirs["signature"], theirs["proof"]) == (None, [])
    assert got(voucher["id"], OTHER_ARTIST).body["wallet"] is None


def test_of_several_wallets_the_one_on_the_list_counts() -> None:
    link(FAN, SPARE)
    voucher = made(wallets=[SPARE.address]).body

    assert got(voucher["id"]).body["wallet"] == SPARE.address
    assert got(voucher["id"], wallet=THEIRS).body["signature"] is None
    assert got(voucher["id"], wallet=MINE).problem() == "no-such-wallet"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 33])
def test_each_on_a_list_of_any_length_has_a_proof(count: int) -> None:
    addresses = [Account.from_key(bytes([n]) * 32).address for n in range(1, count + 1)]

    for address in addresses:
        proof = ["0x" + step.hex() for step in merkle.proof(addresses, address)]
        assert verified(proof, address) == "0x" + merkle.root(addresses).hex()
    with pytest.raises(ValueError, match="not in list"):
        merkle.proof(addresses, THEIRS)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"closes_at": "2020-01-01T00:00:00Z"}, "window"),
        ({"opens_at": soon(days=9)}, "window"),
        ({"max_quantity": 101}, "supply"),
        ({"currency": RELEASES}, "currency-not-allowed"),
        ({"price": "5", "gasless": True}, "gasless"),
        ({"max_quantity": 1001, "gasless": True}, "gasless"),
        ({"wallets": [OTHER_ARTIST.id]}, "no-wallet"),
        ({"wallets": ["0x" + "00" * 20]}, "no-address"),
        ({"wallets": [THEIRS, FAN.id]}, "recipient-twice"),
        ({"max_quantity": 0}, "invalid"),
    ],
)
def test_what_makes_no_sense_is_not_signed(more: dict[str, Any], code: str) -> None:
    assert made(**more).problem() == code
    assert listed(ARTIST) == []


def test_what_the_platform_redeems_for_others_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = limits.Budget(person=15, address=150, seconds=86_400)
    monkeypatch.setitem(limits.BUDGETS, "airdrops", budget)

    assert made(gasless=True).status == 201
    refused = made(gasless=True)
    assert (refused.status, refused.problem()) == (429, "too-many-requests")
    assert made(gasless=True, max_quantity=5).status == 201
    assert made(max_quantity=100).status == 201, "these cost the platform nothing"
    assert len(listed(ARTIST)) == 3


def test_numbers_that_the_chain_has_seen_are_passed_over(bazaar: Bazaar) -> None:
    """As after a table was put back to an earlier time."""
    signer = Minter().address
    bazaar.spent[signer, 0], bazaar.spent[signer, 1] = 3, SPENT
    assert vouchers.get(made().body["id"]).nonce == 2
    for number in range(3, 80):
        bazaar.spent[signer, number] = 1
    assert made().status == 503
    assert vouchers.get(made().body["id"]).nonce == 80


def test_only_the_artist_makes_vouchers(bazaar: Bazaar) -> None:
    assert made(FAN).problem() == "forbidden"
    assert made(OTHER_ARTIST).problem() == "not-yours"
    bazaar.artist = SPARE.address
    assert made().problem() == "not-yours"


def test_a_page_is_full_whatever_stands_between() -> None:
    """What is not shown does not count towards the limit."""
    shown = [made(note="a").body["id"]]
    for _ in range(4):
        gone = made(note="b").body["id"]
        vouchers.change(gone, lambda one: replace(one, revoked_at=one.made_at))
    shown.insert(0, made(note="c").body["id"])
    path = f"/editions/{EDITION}/vouchers"
    query: dict[str, str] = {"limit": "1"}
    for expected in shown:
        page = ask(list_vouchers.handler, "GET", path, FAN, query=query).body
        assert [one["id"] for one in page["items"]] == [expected]
        query["cursor"] = page["next"]
    assert len(listed(ARTIST)) == 6


def test_vouchers_are_listed_while_they_can_be_redeemed() -> None:
    first, second = made().body["id"], made(note="For the early ones").body["id"]

    assert listed() == listed(ARTIST) == [second, first]


def redeemed(voucher_id: str, by: Person = FAN, **more: Any) -> Reply:
    body = {"kind": "voucher", "id": voucher_id, **more}
    return ask(prepare_purchase.handler, "POST", "/purchases", by, body=body)


def test_a_voucher_is_redeemed_by_a_wallet_on_it(bazaar: Bazaar) -> None:
    voucher = made(price="700", wallets=[FAN.id]).body

    reply = redeemed(voucher["id"], quantity=2)

    assert reply.status == 200, reply.text
    [tried] = bazaar.tried
    assert (tried.sender, tried.to, tried.name, tried.value) == (THEIRS, RELEASES, "redeem", 1400)
    assert tried.arguments["voucher"]["nonce"] == 0
    assert tried.arguments["proof"] == []
    assert (tried.arguments["to"], tried.arguments["quantity"]) == (THEIRS, 2)
    assert reply.body["cost"]["platform_fee"] == "35"


def test_a_voucher_that_cannot_be_redeemed_says_why(bazaar: Bazaar) -> None:
    voucher = made(wallets=[FAN.id]).body
    signer = voucher["signer"]

    assert redeemed(voucher["id"], ARTIST).problem() == "not-on-allow-list"
    assert redeemed(voucher["id"], quantity=11).problem() == "not-enough-left"
    bazaar.spent[signer, 0] = SPENT
    assert redeemed(voucher["id"]).problem() == "cancelled"
    later = made(opens_at=soon(days=1)).body
    assert redeemed(later["id"]).problem() == "not-open"
    assert redeemed("vch_01K9QZ4T7M5V3N8X2B6C1D0EFG").problem() == "no-such-voucher"
    assert redeemed("vch_x").problem() == "no-such-voucher"


def drafted(by: Person = ARTIST, sale: dict[str, Any] | None = None) -> Reply:
    path = f"/editions/{EDITION}/sale/drafts"
    return ask(draft_sale.handler, "POST", path, by, body={"sale": sale})


def test_terms_of_sale_are_drafted_for_the_artist_s_wallet(bazaar: Bazaar) -> None:
    bazaar.counters[MINE] = 2

    reply = drafted(sale={"price": "500", "currency": COIN, "per_wallet": 4})

    assert reply.status == 201, reply.text
    typed = reply.body
    assert typed["primaryType"] == "Sale"
    assert typed["domain"]["verifyingContract"] == RELEASES
    said = typed["message"]
    assert (said["price"], said["currency"], said["perWallet"]) == ("500", COIN, "4")
    assert (said["nonce"], said["counter"], said["closesAt"]) == ("0", "2", str(2**40 - 1))
    encode_typed_data(full_message=typed)
    ended = drafted().body["message"]
    assert (ended["closesAt"], ended["nonce"]) == ("1", "1")


def test_terms_of_sale_are_the_artist_s_alone() -> None:
    assert drafted(FAN).problem() == "forbidden"
    assert drafted(OTHER_ARTIST).problem() == "not-yours"
    past = {"price": "1", "closes_at": "2020-01-01T00:00:00Z"}
    assert drafted(sale=past).problem() == "window"
