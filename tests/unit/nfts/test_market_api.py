"""What people see of the market: what can be bought, and an edition with all about it."""

from collections.abc import Callable
from typing import Any

import pytest

from didit360 import ids
from nfts.api import browse_market, get_market_item, list_holders
from nfts.data import market_browse, market_catalogue, market_orders
from tests.unit.aws import ARTIST
from tests.unit.nfts import browsing
from tests.unit.nfts import market as tables
from tests.unit.nfts.acts import NEVER
from tests.unit.nfts.browsing import EDITION, ETHER, FANNY, ONE, OTHER, OTTO, TWO, get, tell
from tests.unit.nfts.world import COIN, SPLIT_OF, ZERO, World


@pytest.fixture(autouse=True)
def _stores(aws: None, database: Callable[[str], None]) -> None:  # noqa: ARG001  the tables' own
    database("nfts")
    browsing.link_wallets()


@pytest.fixture
def world() -> World:
    return browsing.begun()


def lots(**query: Any) -> list[dict[str, Any]]:
    answer = get(browse_market.handler, "/market", **query)
    assert answer.status == 200, answer.text
    items: list[dict[str, Any]] = answer.body["items"]
    return items


def seen(**query: Any) -> list[str]:
    return [lot["id"] for lot in lots(**query)]


SALE, COINS = f"sale/{ONE}", f"sale/{TWO}"
LISTED = f"listing/{ONE}/native"


def listing(nonce: int, price: int, **more: Any) -> None:
    market_orders.put(tables.order(FANNY, ONE, nonce, unit_price=price, **more))


def test_what_can_be_bought_is_browsed_by_what_it_is_and_costs(world: World) -> None:
    tell(world)
    listing(1, 3 * ETHER)
    listing(0, 4 * ETHER)
    assert sorted(seen()) == sorted([LISTED, COINS, SALE])
    assert seen(sort="cheapest") == [SALE, LISTED]
    assert seen(sort="dearest") == [LISTED, SALE]
    assert seen(sort="most-sold")[0] in (SALE, LISTED)
    assert seen(sort="cheapest", currency=COIN) == [COINS]
    assert seen(price_from=3 * ETHER) == [LISTED]
    assert seen(price_to=2 * ETHER) == [SALE]
    assert seen(how="listing") == [LISTED]
    assert seen(genre="choir", how="sale") == [SALE]
    assert seen(genre="techno") == []
    assert seen(kind="fixed", work_kind="track", artist_id="anna", how="sale") != []
    assert seen(work_kind="video") == []
    assert seen(q="uber wal") == [COINS]
    assert sorted(seen(q="anna nordlys")) == sorted([SALE, LISTED])
    assert seen(q="...") == []
    (cheapest,) = lots(how="listing")
    assert (cheapest["price"], cheapest["available"]) == (str(3 * ETHER), 3)
    assert (cheapest["seller"], cheapest["edition_id"]) == (FANNY, EDITION)
    assert cheapest["order_id"] == tables.order(FANNY, ONE, 1).order_id
    assert (cheapest["closes_at"], cheapest["sold"]) == (None, 3)
    (first,) = lots(how="sale", genre="folk", kind="fixed", currency="native")
    assert (first["available"], first["order_id"], first["artist"]["name"]) == (997, None, "Anna Å")


def test_prices_are_compared_as_numbers(world: World) -> None:
    for number, amount in enumerate((9, 100, 1000)):
        world.auction(ONE, FANNY, ZERO)
        world.bid(number, OTTO, amount)
    tell(world)
    assert [lot["price"] for lot in lots(how="auction", sort="cheapest")] == ["9", "100", "1000"]
    assert [lot["price"] for lot in lots(how="auction", sort="dearest")] == ["1000", "100", "9"]
    first = get(browse_market.handler, "/market", how="auction", sort="cheapest", limit=1).body
    again = {"how": "auction", "sort": "cheapest", "limit": 2, "cursor": first["next"]}
    rest = get(browse_market.handler, "/market", **again).body
    assert [lot["price"] for lot in rest["items"]] == ["100", "1000"]


@pytest.mark.parametrize("sort", list(market_browse.Sort))
def test_pages_of_any_order_show_each_lot_once(world: World, sort: str) -> None:
    for number in range(3):
        world.auction(ONE, FANNY, ZERO)
        world.bid(number, OTTO, number // 2 + 1)
    tell(world)
    every = seen(sort=sort, currency="native")
    assert len(every) == 4
    paged: list[str] = []
    cursor: dict[str, Any] = {}
    for _ in range(4):
        answer = get(
            browse_market.handler, "/market", sort=sort, currency="native", limit=1, **cursor
        )
        paged += [lot["id"] for lot in answer.body["items"]]
        cursor = {"cursor": answer.body["next"]}
    assert paged == every
    assert answer.body["next"] is None


def test_a_cursor_is_of_one_question_alone(world: World) -> None:
    tell(world)
    cursor = get(browse_market.handler, "/market", limit=1).body["next"]
    again = get(browse_market.handler, "/market", limit=1, cursor=cursor, q="nordlys")
    assert (again.status, again.problem()) == (400, "bad-cursor")


@pytest.mark.parametrize("query", [{"q": "\0"}, {"q": "a\nb"}, {"artist_id": "a\0b"}])
def test_what_no_name_can_have_is_refused(query: dict[str, Any]) -> None:
    assert get(browse_market.handler, "/market", **query).status == 422


def test_prices_the_wrong_way_round_are_refused() -> None:
    answer = get(browse_market.handler, "/market", price_from=9, price_to=10**3)
    assert answer.status == 200
    answer = get(browse_market.handler, "/market", price_from=9, price_to=8)
    assert (answer.status, answer.problem()) == (422, "prices-reversed")


def sold_out(world: World) -> None:
    for _ in range(2):
        world.fill("ListingFilled", ONE, FANNY, OTTO, 1, 3)


OVERTAKEN: dict[str, Callable[[World], None]] = {
    "taken by others": sold_out,
    "cancelled": lambda world: world.cancel(FANNY, 1),
    "all cancelled": lambda world: world.cancel_all(FANNY),
    "no longer held": lambda world: world.transfer(ONE, FANNY, OTTO, 3),
    "no longer allowed": lambda world: world.approve(FANNY, approved=False),
}


@pytest.mark.parametrize("how", list(OVERTAKEN))
def test_a_listing_that_the_chain_has_overtaken_is_not_shown(world: World, how: str) -> None:
    tell(world)
    listing(1, 3 * ETHER, quantity=2)
    assert seen(how="listing") == [LISTED]
    OVERTAKEN[how](world)
    tell(world)
    assert seen(how="listing") == []
    item = get(get_market_item.handler, f"/market/{EDITION}").body
    assert item["listings"] == []


def test_a_listing_is_shown_while_it_is_open_and_for_everybody(world: World) -> None:
    tell(world)
    listing(0, 1, closes_at=1_700_000_001)
    listing(1, 1, opens_at=NEVER - 1)
    listing(2, 1, taker=OTTO)
    assert seen(how="listing") == []
    mine = get(get_market_item.handler, f"/market/{EDITION}").body["listings"]
    assert [order["taker"] for order in mine] == [OTTO], "its maker sees it"
    others = get(get_market_item.handler, f"/market/{EDITION}", by=ARTIST).body["listings"]
    assert others == []


def test_an_edition_is_seen_with_all_that_goes_on_about_it(world: World) -> None:
    world.fill("ListingFilled", ONE, FANNY, OTTO, 7, 1001)
    world.auction(ONE, FANNY, ZERO)
    world.bid(0, OTTO, 90)
    tell(world)
    listing(1, 3 * ETHER)
    market_orders.put(
        tables.order(OTTO, ONE, 0, kind="offer", currency=COIN, unit_price=7, quantity=2)
    )
    item = get(get_market_item.handler, f"/market/{EDITION}").body
    assert (item["minted"], item["sold"], item["resold"], item["holders"]) == (3, 3, 1, 2)
    assert (item["supply"], item["split"], item["token_id"]) == (1000, SPLIT_OF[ONE], str(ONE))
    assert item["sale"]["price"] == str(2 * ETHER)
    assert [order["quantity"] for order in item["listings"]] == [1]
    (offer,) = item["offers"]
    assert (offer["maker"], offer["quantity"], offer["currency"]) == (OTTO, 2, COIN)
    (auction,) = item["auctions"]
    assert (auction["bid"], auction["bidder"], auction["least_bid"]) == ("90", OTTO, "94")
    resale, first = item["sales"]
    assert (first["how"], first["seller"], first["price"]) == ("primary", None, str(6 * ETHER))
    assert (resale["how"], resale["royalty"], resale["fee"]) == ("listing", "100", "25")


@pytest.mark.parametrize(("payable", "left"), [(None, 4), (9, 4), (2, 2), (0, 0)])
def test_of_an_offer_is_seen_what_its_maker_can_pay_for(
    world: World, payable: int | None, left: int
) -> None:
    world.fill("OfferFilled", ONE, FANNY, OTTO, 0, 7)
    tell(world)
    market_orders.put(
        tables.order(
            *(OTTO, ONE, 0), kind="offer", currency=COIN, unit_price=7, quantity=5, payable=payable
        )
    )
    offers = get(get_market_item.handler, f"/market/{EDITION}").body["offers"]
    assert [offer["quantity"] for offer in offers] == ([left] if left else [])


def test_what_is_withdrawn_is_not_offered_until_it_comes_back(world: World) -> None:
    world.auction(ONE, FANNY, ZERO)
    tell(world)
    listing(1, 3 * ETHER)
    before, item = seen(), get(get_market_item.handler, f"/market/{EDITION}").body
    more = {"edition_id": EDITION, "genres": ("folk", "choir")}
    market_catalogue.put(tables.listed(ONE, offered=False, **more))
    assert seen() == [COINS]
    assert seen(q="anna nordlys") == []
    gone = get(get_market_item.handler, f"/market/{EDITION}").body
    assert (gone["withdrawn"], gone["sale"]) == (True, None)
    assert (gone["listings"], gone["offers"], gone["auctions"]) == ([], [], [])
    assert gone["sales"] == item["sales"] != []
    tell(world)
    listing(0, 2 * ETHER)
    assert seen() == [COINS], "whatever happens to it"
    market_orders.remove(tables.order(FANNY, ONE, 0).order_id)
    market_catalogue.put(tables.listed(ONE, **more))
    assert seen() == before
    assert get(get_market_item.handler, f"/market/{EDITION}").body == item


@pytest.mark.parametrize("edition", [OTHER, "edn_unknown", str(ids.numbered("edn", 77))])
def test_what_is_not_in_the_market_is_not_found(edition: str) -> None:
    for handler, path in (
        (get_market_item.handler, f"/market/{edition}"),
        (list_holders.handler, f"/market/{edition}/holders"),
    ):
        answer = get(handler, path)
        assert (answer.status, answer.problem()) == (404, "not-in-market")
