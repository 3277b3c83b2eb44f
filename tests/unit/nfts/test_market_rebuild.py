"""The market built from the Ledger and the stores is the market that has followed them."""

from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from didit360 import database as database_
from nfts.data import (
    follower,
    ledger,
    market_orders,
    market_rebuild,
    market_sources,
    market_turn,
)
from nfts.on import ledger_changed, order_changed, reindex_market, reread_chain
from tests.unit.aws import Context
from tests.unit.aws import aws as fresh_aws
from tests.unit.nfts import market as tables
from tests.unit.nfts.acts import ACT, MOST, Act, act
from tests.unit.nfts.fake_chain import FakeChain
from tests.unit.nfts.world import ACCOUNTS, TOKENS, World

if TYPE_CHECKING:
    from nfts.domain.order import Order

CHAIN = 31337
ORDERS = [
    tables.order(maker, token, nonce) for maker in ACCOUNTS for token in TOKENS for nonce in (0, 1)
]


# A sale is open; somebody buys and lists; the money goes through the split to a payee.
SURELY: list[Act] = [
    *((17, 0, 0, 0, 4), (2, 0, 0, 0, 8), (15, 0, 0, 0, 1), (10, 0, 0, 0, 0)),
    *((3, 0, 0, 0, 0), (8, 0, 0, 0, 0), (9, 0, 0, 0, 0), (9, 0, 1, 0, 0)),
]


@pytest.fixture(autouse=True)
def _stores(database: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    def orders(after: Any, limit: int) -> "tuple[list[Order], Any]":
        start = after or 0
        rest = start + limit if start + limit < len(ORDERS) else None
        return ORDERS[start : start + limit], rest

    database("nfts")
    monkeypatch.setattr(market_sources, "of_token", tables.listed)
    monkeypatch.setattr(market_sources, "orders", orders)
    monkeypatch.setattr(reindex_market, "AT_ONCE", 5)


def begun() -> World:
    tables.empty()
    tables.list_tokens()
    market_orders.put(*ORDERS)
    world = World()
    world.begin()
    return world


def images(chain: str) -> dict[str, dict[str, Any]]:
    """The Ledger's items, as its stream would tell them."""
    return {
        f"{entry.place}": {
            "chain": {"S": chain},
            "place": {"S": f"log#{entry.block:012d}#{entry.index:06d}"},
            "block_hash": {"S": entry.block_hash},
        }
        for entry in ledger.between(chain, (0, 0), None)
    }


def told(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Wake the function with what has changed in the Ledger."""
    records = []
    for place in {*before, *after}:
        if before.get(place) != after.get(place):
            said = {"OldImage": before.get(place), "NewImage": after.get(place)}
            records.append({"dynamodb": {key: image for key, image in said.items() if image}})
    answer = ledger_changed.handler({"Records": records}, Context())
    assert answer == {"batchItemFailures": []}


def rebuild() -> dict[str, int]:
    """As `didit360 rebuild-market` does; what each part looked at."""
    step: dict[str, Any] = {"chain": str(CHAIN)}
    done: dict[str, int] = {}
    for _ in range(500):
        step = reindex_market.handler(step, None)
        was = step.pop("was")
        done[was] = done.get(was, 0) + step.pop("done")
        if step["part"] is None:
            return done
    raise AssertionError("it never ends")


@pytest.fixture
def world() -> Iterator[World]:
    """A market that follows a chain on which much has happened."""
    with fresh_aws():
        world, chain = begun(), FakeChain()
        chance = Random(5)  # noqa: S311
        for _ in range(100):
            which, token, one, other, amount = (chance.randint(0, most) for most in MOST)
            act(world, (which, token, one, other, amount))
            world.mine()
        for surely in SURELY:
            act(world, surely)
        world.mine()
        chain.show(world.logs, world.block, "a")
        lease = ledger.take_lease(CHAIN, "one", 60)
        assert lease
        assert follower.follow(chain, lease) is False
        told({}, images(str(CHAIN)))
        yield world


def test_a_rebuild_of_what_is_right_changes_nothing(world: World) -> None:
    before = tables.dump()
    assert [name for name, rows in before.items() if not rows] == []
    done = rebuild()
    assert done["logs"] == len(world.logs)
    assert done["orders"] == len(ORDERS)
    assert tables.dump() == before


@pytest.mark.usefixtures("world")
def test_a_rebuild_of_nothing_is_what_has_followed() -> None:
    before = tables.dump()
    tables.empty()
    rebuild()
    assert tables.dump() == before


@pytest.mark.usefixtures("world")
def test_a_rebuild_puts_right_whatever_was_spoilt() -> None:
    before = tables.dump()
    spoilt = (
        "update holdings set quantity = quantity + 1",
        "insert into holdings (token_id, owner, quantity, lines) values (7, 'nobody', 1, 1)",
        "update owed set earned = earned * 2, lines = 0",
        "delete from pots",
        "delete from incomes",
        "update fills set quantity = 99",
        "delete from sales where mod(block, 2) = 0",
        "update transfers set quantity = 1000",
        "update tokens set payout = 'nobody'",
        "insert into approvals (subject, owner) values ('approval/nobody', 'nobody')",
        "delete from makers",
        "delete from logs where mod(block, 3) = 0",
        """update logs set args = args || '{"value": "3", "price": "1"}' where mod(block, 5) = 0""",
        "update logs set added = '[]', needs = '{}' where mod(block, 7) = 0",
        "update orders set takeable = 17, unit_price = 3",
        "delete from orders where nonce = 1",
        "delete from lots where how = 'listing'",
        "update lots set price = 1",
        "delete from due",
        "update catalogue set title = 'Other', revision = 99",
        "update payees set weight = 1",
        "delete from treasuries",
    )
    with database_.transaction() as tx:
        for statement in spoilt:
            tx.run(statement)
    rebuild()
    assert tables.dump() == before


def test_the_chain_is_read_again_in_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = FakeChain()
    chain.show(world.logs, world.block, "a")
    monkeypatch.setattr("nfts.data.chain.connect", lambda: chain)
    monkeypatch.setattr(follower, "AT_ONCE", 7)
    step: dict[str, Any] = {}
    steps = 0
    while step.get("part", "chain"):
        step = reread_chain.handler(step, None)
        assert (step["done"], step["chain"]) == (0, str(CHAIN))
        steps += 1
    assert steps == -(-(world.block - chain.settings.start_block - 2) // 7)


def test_an_order_comes_and_goes_with_its_store(monkeypatch: pytest.MonkeyPatch) -> None:
    from nfts.data import orders

    class Signed:
        order = ORDERS[0]
        id = ORDERS[0].order_id
        shown = True

    kept: dict[str, Any] = {"new": Signed()}
    monkeypatch.setattr(orders, "of_image", lambda image: kept.get(image) if image else None)

    def shown() -> list[str]:
        return [row["order_id"] for row in database_.all("select order_id from orders")]

    begun()
    before = len(shown())
    market_orders.remove(ORDERS[0].order_id)
    assert len(shown()) == before - 1
    order_changed.order_changed(None, "new")  # type: ignore[arg-type]
    assert len(shown()) == before
    kept["new"].shown = False
    order_changed.order_changed("new", "new")  # type: ignore[arg-type]
    assert ORDERS[0].order_id not in shown()


def test_an_order_that_is_withdrawn_while_a_rebuild_waits_stays_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rebuild's turn comes after the withdrawal's: it must not bring what it read before."""
    begun()
    order, store = ORDERS[0], list(ORDERS)
    monkeypatch.setattr(market_sources, "orders", lambda _after, _limit: (list(store), None))
    turn = market_turn.alone

    def later(step: Any) -> Any:
        monkeypatch.setattr(market_turn, "alone", turn)
        store.remove(order)
        market_orders.remove(order.order_id)
        return turn(step)

    monkeypatch.setattr(market_turn, "alone", later)
    began = market_rebuild.moment()
    reindex_market.handler({"chain": str(CHAIN), "part": "orders", "began": began}, None)
    rows = database_.all("select order_id from orders")
    assert {row["order_id"] for row in rows} == {one.order_id for one in store}


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    forks=st.lists(st.tuples(st.lists(ACT, max_size=12), st.integers(0, 3)), min_size=2, max_size=4)
)
def test_any_history_with_reorganisations_is_the_same_when_it_is_built_again(
    forks: list[tuple[list[Act], int]],
) -> None:
    with fresh_aws():
        ages, chain = [begun()], FakeChain()
        lease = ledger.take_lease(CHAIN, "one", 60)
        assert lease
        for number, (acts, back) in enumerate(forks):
            world = ages[max(0, len(ages) - 1 - back)].forked("cdefgh"[number])
            for one in acts:
                act(world, one)
                world.mine()
            ages.append(world)
            chain.show(world.logs, world.block, world.fork)
            before = images(str(CHAIN))
            while follower.follow(chain, lease):
                continue
            told(before, images(str(CHAIN)))
        followed = tables.dump()
        rebuild()
        assert tables.dump() == followed
        tables.empty()
        rebuild()
        assert tables.dump() == followed
