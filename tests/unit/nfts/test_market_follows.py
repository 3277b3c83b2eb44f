"""Whatever the chain does and however its logs arrive, the market says what is true there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from didit360 import database as database_
from nfts.data import market_orders
from tests.unit.nfts import market as tables
from tests.unit.nfts.acts import ACT, Act, act
from tests.unit.nfts.world import (
    ACCOUNTS,
    COIN,
    MARKET,
    SPLIT_OF,
    TOKENS,
    WEIGHTS,
    ZERO,
    World,
    by_place,
    positive,
)

if TYPE_CHECKING:
    from nfts.domain.ledger import Entry, Place

NONCES = (0, 1)


@pytest.fixture(autouse=True)
def _empty(database: Callable[[str], None]) -> None:
    database("nfts")


def begun() -> World:
    tables.empty()
    tables.list_tokens()
    for maker in ACCOUNTS:
        for token in TOKENS:
            for nonce in NONCES:
                market_orders.put(tables.order(maker, token, nonce))
    world = World()
    world.begin()
    return world


def must_be_true(world: World) -> None:
    """Every figure is the chain's own, to the unit."""
    rows = database_.all("select token_id::text, owner, quantity from holdings where quantity <> 0")
    held = {(int(row["token_id"]), row["owner"]): int(row["quantity"]) for row in rows}
    assert held == positive(world.held)
    rows = database_.all("select token_id::text, minted from token_counts where minted > 0")
    assert {int(row["token_id"]): int(row["minted"]) for row in rows} == positive(world.minted)
    rows = database_.all("select contract, account, currency, earned - withdrawn as owed from owed")
    owed = {(row["contract"], row["account"], row["currency"]): int(row["owed"]) for row in rows}
    assert {key: count for key, count in owed.items() if count} == {
        (contract, to, tables.currency(address)): count
        for (contract, to, address), count in positive(world.owed).items()
    }
    rows = database_.all("select token_id::text, proceeds, fees from pots")
    pots = {(int(row["token_id"]), "p"): int(row["proceeds"]) for row in rows}
    pots |= {(int(row["token_id"]), "f"): int(row["fees"]) for row in rows}
    assert {key: count for key, count in pots.items() if count} == positive(world.pots)
    for split in SPLIT_OF.values():
        for address in (ZERO, COIN):
            for payee in WEIGHTS:
                assert due(split, payee, tables.currency(address)) == world.due(
                    split, payee, address
                )
    for row in database_.all("select * from orders"):
        assert int(row["takeable"]) == takeable(world, row), row


def due(split: str, payee: str, currency: str) -> int:
    row = database_.one(
        "select div(coalesce(i.amount, 0) * p.weight, 100000000) - coalesce(o.amount, 0) as due"
        " from payees p left join incomes i on i.account = p.split and i.currency = %s"
        " left join payments o using (split, payee, currency)"
        " where p.split = %s and p.payee = %s",
        [currency, split, payee],
    )
    return int(row["due"] or 0) if row else 0


def takeable(world: World, row: dict[str, Any]) -> int:
    maker, nonce = row["maker"], int(row["nonce"])
    if (maker, nonce) in world.cancelled or world.counters[maker] != row["counter"]:
        return 0
    if maker not in world.approved:
        return 0
    left = row["quantity"] - world.used[maker, nonce]
    return max(0, min(int(left), world.held[int(row["token_id"]), maker]))


def told_at_once(world: World) -> dict[str, list[str]]:
    """The tables of a market that has heard it all in one go."""
    begun()
    ledger = by_place(world.logs)
    tables.tell(ledger, ledger)
    return tables.dump()


MANY = settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),  # each example takes a tenth of a second
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MANY
@given(acts=st.lists(ACT, min_size=5, max_size=60), data=st.data())
def test_logs_in_any_order_and_twice_say_the_truth(acts: list[Act], data: st.DataObject) -> None:
    world = begun()
    for one in acts:
        act(world, one)
    ledger = by_place(world.logs)
    order: list[Place] = data.draw(st.permutations(list(ledger)))
    for start in range(0, len(order), 7):
        tables.tell(ledger, order[max(0, start - 3) : start + 7])
    must_be_true(world)
    assert tables.dump() == told_at_once(world)


@MANY
@given(
    shared=st.lists(ACT, min_size=5, max_size=25),
    gone=st.lists(ACT, min_size=1, max_size=15),
    after=st.lists(ACT, min_size=1, max_size=25),
)
def test_a_reorganisation_leaves_nothing_behind(
    shared: list[Act], gone: list[Act], after: list[Act]
) -> None:
    world = begun()
    for one in shared:
        act(world, one)
    world.mine()
    lost = world.forked("b")
    for one in gone:
        act(lost, one)
    for one in after:
        act(world, one)
    must_take_the_place(world, lost)


def test_an_auction_of_another_token_may_take_the_number_of_one_that_is_gone() -> None:
    world = begun()
    for token in TOKENS[:2]:
        world.mint(token, ACCOUNTS[0], 1)
    world.mine()
    lost = world.forked("b")
    lost.auction(TOKENS[0], ACCOUNTS[0], ZERO)
    world.auction(TOKENS[1], ACCOUNTS[0], ZERO)
    must_take_the_place(world, lost)


def must_take_the_place(world: World, lost: World) -> None:
    """Of what a reorganisation took back, nothing is left in the market."""
    ledger: dict[Place, Entry] = by_place(lost.logs)
    tables.tell(ledger, ledger)
    must_be_true(lost)
    places = {*ledger, *by_place(world.logs)}
    ledger = by_place(world.logs)
    tables.tell(ledger, sorted(places, reverse=True))
    must_be_true(world)
    assert tables.dump() == told_at_once(world)


def test_the_market_keeps_what_it_sells_for_others() -> None:
    world = begun()
    world.mint(TOKENS[0], ACCOUNTS[0], 1)
    world.auction(TOKENS[0], ACCOUNTS[0], ZERO)
    ledger = by_place(world.logs)
    tables.tell(ledger, ledger)
    row = database_.one("select owner from holdings where quantity > 0")
    assert row == {"owner": MARKET}
