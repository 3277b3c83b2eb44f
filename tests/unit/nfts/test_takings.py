"""What artists change of their editions, and what is taken out: by transactions of their own."""

from datetime import UTC, datetime
from typing import Any

import pytest

from nfts.api import prepare_edition_change, prepare_withdrawal
from nfts.domain.costs import first_sale, resale
from nfts.domain.currency import NATIVE, ZERO
from tests.unit.aws import ARTIST, FAN, Person, Reply
from tests.unit.nfts.selling import (
    COIN,
    EDITION,
    MARKET,
    RELEASES,
    SPLIT,
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


def changed(change: str, by: Person = ARTIST, **more: Any) -> Reply:
    path = f"/editions/{EDITION}/changes"
    return ask(prepare_edition_change.handler, "POST", path, by, body={"change": change, **more})


def withdrawn(source: str, by: Person = FAN, **more: Any) -> Reply:
    body = {"source": source, **more}
    return ask(prepare_withdrawal.handler, "POST", "/withdrawals", by, body=body)


def test_an_artist_changes_their_edition_with_their_own_wallet(bazaar: Bazaar) -> None:
    sale = {"price": "500", "closes_at": soon(), "per_wallet": 3}

    assert changed("set-sale", sale=sale).status == 200
    tried = bazaar.tried[-1]
    assert (tried.sender, tried.to, tried.name) == (SELLER, RELEASES, "setSale")
    assert tried.arguments["sale"]["price"] == 500
    assert tried.arguments["sale"]["perWallet"] == 3
    assert changed("end-sale").body["cost"] is None
    ended = bazaar.tried[-1].arguments["sale"]
    assert ended["opensAt"] < ended["closesAt"] < datetime.now(UTC).timestamp()
    for change, name in (("close", "close"), ("freeze", "freeze")):
        assert changed(change).status == 200
        assert bazaar.tried[-1].name == name
    assert changed("set-uri", uri="ipfs://bafy").status == 200
    assert bazaar.tried[-1].arguments == {"id": TOKEN, "newURI": "ipfs://bafy"}


def test_nobody_changes_another_s_edition(bazaar: Bazaar) -> None:
    assert changed("freeze", FAN).problem() == "forbidden"
    bazaar.artist = SPARE.address
    assert changed("freeze").problem() == "not-yours"


def test_a_change_without_what_it_takes_is_refused() -> None:
    assert changed("set-sale").problem() == "sale"
    assert changed("set-uri").problem() == "uri"
    assert changed("set-uri", uri="https://elsewhere.example").problem() == "invalid"
    past = {"price": "1", "closes_at": "2020-01-01T00:00:00Z"}
    assert changed("set-sale", sale=past).problem() == "window"


def test_what_is_owed_is_taken_out_in_three_steps(bazaar: Bazaar) -> None:
    bazaar.pot |= {"proceeds": 97, "fees": 3}
    bazaar.owing[RELEASES, SPLIT, ZERO] = 97
    bazaar.owing[MARKET, BUYER, COIN] = 5
    bazaar.shares[BUYER] = 48

    pot = withdrawn("pot", edition_id=EDITION).body
    ledger = withdrawn("releases", edition_id=EDITION).body
    share = withdrawn("split", edition_id=EDITION).body
    outbid = withdrawn("market", currency=COIN).body

    assert [tried.name for tried in bazaar.tried] == ["collect", "withdraw", "withdraw", "withdraw"]
    assert [tried.to for tried in bazaar.tried] == [RELEASES, RELEASES, SPLIT, MARKET]
    assert (pot["amount"], pot["account"]) == ("100", SPLIT)
    assert (ledger["amount"], ledger["account"]) == ("97", SPLIT)
    assert (share["amount"], share["account"]) == ("48", BUYER)
    assert (outbid["amount"], outbid["currency"]["symbol"]) == ("5", "USDC")
    assert outbid["prepared"]["transaction"]["from"] == BUYER


def test_anyone_may_have_another_paid(bazaar: Bazaar) -> None:
    bazaar.shares[SELLER] = 7

    assert withdrawn("split", edition_id=EDITION, account=SELLER).body["account"] == SELLER


def test_of_nothing_nothing_is_taken_out() -> None:
    for source in ("pot", "split", "releases", "market"):
        assert withdrawn(source, edition_id=EDITION).problem() == "nothing-due"
    assert withdrawn("pot").problem() == "edition"
    assert withdrawn("split").problem() == "edition"


@pytest.mark.parametrize("price", [0, 1, 3, 9_999, 10**18 + 7])
def test_the_parts_of_a_price_add_up(price: int) -> None:
    for parts in (first_sale(price, 250), resale(price, 1000, price // 3)):
        assert parts.fee + parts.royalty + parts.rest == price
        assert min(parts.fee, parts.royalty, parts.rest) >= 0
    assert resale(price, 0, price).royalty == price * 2500 // 10_000
