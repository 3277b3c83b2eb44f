"""Who holds an edition, what somebody holds, and what they have earned."""

from collections.abc import Callable
from typing import Any

import pytest

from nfts.api import list_collection, list_earnings, list_holders
from nfts.data import market_catalogue
from tests.unit.aws import ARTIST
from tests.unit.nfts import browsing
from tests.unit.nfts import market as tables
from tests.unit.nfts.browsing import (
    ANNA,
    EDITION,
    ETHER,
    FANNY,
    ONE,
    OTHER,
    OTTO,
    TWO,
    get,
    tell,
)
from tests.unit.nfts.world import COIN, SPLIT_OF, ZERO, World


@pytest.fixture(autouse=True)
def _stores(aws: None, database: Callable[[str], None]) -> None:  # noqa: ARG001  the tables' own
    database("nfts")
    browsing.link_wallets()


@pytest.fixture
def world() -> World:
    return browsing.begun()


def test_holders_are_listed_but_not_the_market_itself(world: World) -> None:
    world.transfer(ONE, FANNY, OTTO, 1)
    world.mine()
    world.auction(ONE, FANNY, ZERO)
    world.mint(ONE, ANNA, 5)
    tell(world)
    path = f"/market/{EDITION}/holders"
    found = get(list_holders.handler, path).body["items"]
    assert [(holder["address"], holder["quantity"]) for holder in found] == [
        *((ANNA, 5), (FANNY, 1), (OTTO, 1))
    ]
    first = get(list_holders.handler, path, limit=2).body
    rest = get(list_holders.handler, path, limit=2, cursor=first["next"]).body
    assert ([*first["items"], *rest["items"]], rest["next"]) == (found, None)


def test_a_collection_is_of_ones_own_wallets_or_of_any(world: World) -> None:
    world.mine()
    world.mint(TWO, FANNY, 1)
    world.mint(TWO, OTTO, 2)
    tell(world)
    mine = get(list_collection.handler, "/collection").body["items"]
    assert [(held["edition_id"], held["quantity"], held["wallet"]) for held in mine] == [
        *((OTHER, 1, FANNY), (EDITION, 3, FANNY))
    ]
    assert mine[0]["since"] > mine[1]["since"]
    first = get(list_collection.handler, "/collection", limit=1).body
    rest = get(list_collection.handler, "/collection", limit=1, cursor=first["next"]).body
    assert ([*first["items"], *rest["items"]], rest["next"]) == (mine, None)
    others = get(list_collection.handler, "/collection", wallet=OTTO).body["items"]
    assert [held["quantity"] for held in others] == [2]
    assert get(list_collection.handler, "/collection", by=ARTIST).body["items"] == []


def test_a_collection_has_what_the_market_holds_for_somebody(world: World) -> None:
    """What waits for bids, and what its winner could not be given."""
    world.mine()
    world.auction(ONE, FANNY, ZERO)
    world.mine()
    world.auction(ONE, FANNY, ZERO)
    world.bid(1, OTTO, 90)
    world.settle(1)
    moved = world.logs.pop()
    assert moved.event == "TransferSingle"
    world.log("market", "KeptForClaim", auction=2, holder=OTTO)
    tell(world)

    def kept(wallet: str) -> list[tuple[str, str | None, int]]:
        items = get(list_collection.handler, "/collection", wallet=wallet).body["items"]
        return [(one["state"], one["auction"], one["quantity"]) for one in items]

    assert kept(FANNY) == [("auctioned", "1", 1), ("held", None, 1)]
    assert kept(OTTO) == [("kept", "2", 1)]
    first = get(list_collection.handler, "/collection", limit=1).body
    rest = get(list_collection.handler, "/collection", limit=1, cursor=first["next"]).body
    assert [one["state"] for one in (*first["items"], *rest["items"])] == ["auctioned", "held"]
    assert rest["next"] is None
    world.mine()
    world.log("market", "Claimed", auction=2, holder=OTTO, to=ANNA)
    world.settle(0)
    tell(world)
    assert kept(OTTO) == []
    assert kept(FANNY) == [("held", None, 2)]


def test_what_is_withdrawn_stays_its_holders(world: World) -> None:
    tell(world)
    holders = get(list_holders.handler, f"/market/{EDITION}/holders").body
    earned = get(list_earnings.handler, "/earnings", by=ARTIST).body
    market_catalogue.put(tables.listed(ONE, edition_id=EDITION, offered=False))
    (held,) = get(list_collection.handler, "/collection").body["items"]
    assert (held["quantity"], held["withdrawn"]) == (3, True)
    assert get(list_holders.handler, f"/market/{EDITION}/holders").body == holders
    assert get(list_earnings.handler, "/earnings", by=ARTIST).body == earned


def test_earnings_say_what_is_there_what_was_taken_and_what_comes(world: World) -> None:
    split = SPLIT_OF[ONE]
    proceeds = 6 * ETHER * 9_750 // 10_000

    def mine() -> dict[tuple[str, str], dict[str, Any]]:
        items = get(list_earnings.handler, "/earnings", by=ARTIST).body["items"]
        return {(item["source"], item["currency"]): item for item in items}

    tell(world)
    share = mine()["split", "native"]
    assert (share["withdrawable"], share["split"]["on_the_way"]) == ("0", str(proceeds))
    assert share["split"]["edition_ids"] == [EDITION]
    world.collect(ONE)
    tell(world)
    assert mine()["split", "native"]["split"]["on_the_way"] == str(proceeds)
    world.withdraw("releases", split, ZERO)
    tell(world)
    share = mine()["split", "native"]
    earned = proceeds * 33_333_333 // 10**8
    assert (share["earned"], share["withdrawable"]) == (str(earned), str(earned))
    assert share["split"]["received"] == str(proceeds)
    other = proceeds * 66_666_667 // 10**8
    assert share["split"]["undivided"] == str(proceeds - earned - other)
    assert share["split"]["on_the_way"] == "0"
    world.take_out(split, ANNA, ZERO)
    tell(world)
    share = mine()["split", "native"]
    assert (share["withdrawn"], share["withdrawable"]) == (str(earned), "0")


def test_what_came_to_a_split_by_hand_makes_nothing_less_than_zero(world: World) -> None:
    """A token that nobody's log tells of is paid out with the rest."""
    split = SPLIT_OF[ONE]
    world.log("releases", "Withdrawn", account=split, currency=COIN, amount=10)
    world.log("split", "Withdrawn", split, payee=ANNA, currency=COIN, amount=103)
    tell(world)
    items = get(list_earnings.handler, "/earnings", by=ARTIST).body["items"]
    (coins,) = [one for one in items if (one["contract"], one["currency"]) == (split, COIN)]
    assert (coins["earned"], coins["withdrawn"], coins["withdrawable"]) == ("3", "103", "0")
    assert coins["split"]["received"] == "10"


def test_a_resale_is_owed_to_its_seller_until_they_take_it(world: World) -> None:
    world.fill("ListingFilled", ONE, FANNY, OTTO, 1, 1001)
    tell(world)
    items = get(list_earnings.handler, "/earnings").body["items"]
    owed = [item for item in items if item["source"] == "market"]
    assert [(item["currency"], item["withdrawable"], item["split"]) for item in owed] == [
        ("native", str(1001 - 100 - 25), None)
    ]
    world.withdraw("market", FANNY, ZERO)
    tell(world)
    items = get(list_earnings.handler, "/earnings").body["items"]
    owed = [item for item in items if item["source"] == "market"]
    assert [(item["withdrawn"], item["withdrawable"]) for item in owed] == [("876", "0")]
    first = get(list_earnings.handler, "/earnings", limit=1).body
    assert (first["next"] is None) == (len(items) == 1)
