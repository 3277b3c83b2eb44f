"""The Ledger has what the chain has: in order, across reorganisations, cut off or run twice."""

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nfts.data import follower, ledger
from nfts.domain.ledger import Entry
from tests.unit.aws import aws as fresh_aws
from tests.unit.nfts import fake_chain
from tests.unit.nfts.acts import ACT, Act, act
from tests.unit.nfts.fake_chain import FakeChain
from tests.unit.nfts.world import ACCOUNTS, TOKENS, World

CHAIN = 31337


def lease(holder: str = "one") -> ledger.Lease:
    taken = ledger.take_lease(CHAIN, holder, 60)
    assert taken is not None
    return taken


def kept() -> list[tuple[Any, ...]]:
    return [_facts(entry) for entry in ledger.between(str(CHAIN), (0, 0), None)]


def told(world: World, last: int | None = None) -> list[tuple[Any, ...]]:
    return [_facts(e) for e in world.logs if last is None or e.block <= last]


def _facts(entry: Entry) -> tuple[Any, ...]:
    return (*entry.place, entry.contract, entry.event, entry.block_hash, entry.tx_hash, entry.at)


def catch_up(chain: FakeChain, holder: ledger.Lease) -> None:
    for _ in range(50):
        if not follower.follow(chain, holder):
            return
    raise AssertionError("the chain is never read to its end")


def begun() -> World:
    world = World()
    world.begin()
    return world


def grown(world: World, acts: list[Act]) -> None:
    for one in acts:
        act(world, one)
        world.mine()


ACTS = [(1, 0, 0, 0, 9), (2, 0, 1, 0, 0), (4, 0, 0, 1, 2), (3, 0, 0, 0, 0), (8, 0, 0, 0, 0)]


@pytest.mark.usefixtures("aws")
def test_what_the_chain_says_is_kept_in_its_order_with_the_splits_own_logs() -> None:
    world, chain = begun(), FakeChain()
    grown(world, ACTS)
    chain.show(world.logs, world.block, "a")
    catch_up(chain, lease())
    assert kept() == told(world)
    assert {entry.contract for entry in world.logs} == {"releases", "market", "splits", "split"}
    assert ledger.next_block(CHAIN) == world.block + 1
    first = next(iter(ledger.between(str(CHAIN), (101, 0), None)))
    assert first.args["weights"] == ["33333333", "66666667"]


@pytest.mark.usefixtures("aws")
def test_a_block_at_a_time_or_many_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "AT_ONCE", 2)
    world, chain = begun(), FakeChain()
    grown(world, ACTS * 8)
    chain.show(world.logs, world.block, "a")
    catch_up(chain, lease())
    assert kept() == told(world)


@pytest.mark.usefixtures("aws")
def test_nothing_new_changes_nothing() -> None:
    world, chain = begun(), FakeChain()
    chain.show(world.logs, world.block, "a")
    mine = lease()
    catch_up(chain, mine)
    before = chain.asked
    assert follower.follow(chain, mine) is False
    assert chain.asked - before == 2, "the last block, and whether the one before is as it was"


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("shorter", [0, 2])
def test_what_the_chain_takes_back_goes(shorter: int) -> None:
    world, chain = begun(), FakeChain()
    grown(world, ACTS[:2])
    lost = world.forked("b")
    grown(lost, ACTS[2:] * 2)
    mine = lease()
    chain.show(lost.logs, lost.block, "b")
    catch_up(chain, mine)
    assert kept() == told(lost)
    grown(world, ACTS[4:])
    last = world.block - shorter
    chain.show(world.logs, last, "a")
    catch_up(chain, mine)
    assert kept() == told(world, last)
    assert ledger.next_block(CHAIN) == last + 1


@pytest.mark.usefixtures("aws")
def test_another_history_from_the_start_is_read_from_the_start() -> None:
    world, chain = begun(), FakeChain()
    grown(world, ACTS * 30)
    chain.show(world.logs, world.block, "a")
    mine = lease()
    catch_up(chain, mine)
    other = World(fork="z")
    other.begin()
    chain.show(other.logs, other.block, "z")
    catch_up(chain, mine)
    assert kept() == told(other)


@pytest.mark.usefixtures("aws")
def test_a_chain_that_changes_while_it_is_read_is_read_again() -> None:
    world = begun()
    grown(world, ACTS[:1])
    other = world.forked("b")
    grown(world, ACTS[1:])
    grown(other, ACTS[2:] * 2)
    mine = lease()
    for asked in range(1, 30):
        chain = FakeChain()
        chain.show(world.logs, world.block, "a")
        chain.then = [(asked, other.logs, other.block, "b")]
        catch_up(chain, mine)
        if not chain.then:
            catch_up(chain, mine)
            assert kept() == told(other), asked


@pytest.mark.usefixtures("aws")
def test_logs_that_a_node_did_not_know_yet_come_with_the_next_block() -> None:
    world, chain = begun(), FakeChain()
    grown(world, ACTS)
    mine = lease()
    chain.show(world.logs, world.block - 1, "a")
    chain.behind = True
    catch_up(chain, mine)
    assert kept() != told(world)
    chain.behind = False
    chain.show(world.logs, world.block, "a")
    catch_up(chain, mine)
    assert kept() == told(world)


@pytest.mark.usefixtures("aws")
def test_a_run_that_is_cut_off_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    world, chain = begun(), FakeChain()
    grown(world, ACTS)
    chain.show(world.logs, world.block, "a")
    mine = lease()
    for name in ("write", "write_heads", "advance"):

        def fail(*_: object, **__: object) -> None:
            raise TimeoutError

        with monkeypatch.context() as patched:
            patched.setattr(ledger, name, fail)
            with pytest.raises(TimeoutError):
                follower.follow(chain, mine)
    catch_up(chain, mine)
    assert kept() == told(world)


@pytest.mark.usefixtures("aws")
def test_one_at_a_time_reads_the_chain() -> None:
    first = lease("first")
    assert ledger.take_lease(CHAIN, "second", 60) is None
    assert ledger.take_lease(CHAIN, "first", 60)
    ledger.give_back(first)
    second = lease("second")
    with pytest.raises(ledger.LeaseLostError):
        ledger.advance(first, 7)
    ledger.advance(second, 7)
    assert ledger.next_block(CHAIN) == 7


@pytest.mark.usefixtures("aws")
def test_who_was_away_too_long_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world, chain = begun(), FakeChain()
    chain.show(world.logs, world.block, "a")
    late = lease("late")
    grown(world, ACTS)
    later = time.time() + 61
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: later)
        chain.show(world.logs, world.block, "a")
        catch_up(chain, lease("next"))
    chain.show([], world.block, "z")
    with pytest.raises(ledger.LeaseLostError):
        follower.follow(chain, late)
    assert kept() == told(world)


@pytest.mark.usefixtures("aws")
def test_rows_that_somebody_spoilt_are_put_right_by_reading_again() -> None:
    world, chain = begun(), FakeChain()
    world.mint(TOKENS[0], ACCOUNTS[0], 5)
    grown(world, [(0, 0, 0, 0, 0)] * 10)
    chain.show(world.logs, world.block, "a")
    catch_up(chain, lease())
    from nfts.data.ledger_rows import LogRow

    rows = list(LogRow.query(str(CHAIN), LogRow.place.startswith("log#")))
    rows[0].delete()
    rows[1].update(actions=[LogRow.args.set({"treasury": ACCOUNTS[2]})])
    said: dict[str, Any] = {"tx_hash": "0x", "block_hash": "0x", "address": "0x", "at": 1}
    said |= {"contract": "market", "event": "Paused", "args": {}}
    LogRow(str(CHAIN), "log#000000000099#000007", **said).save()
    assert kept() != told(world)
    changed, rest = follower.read_again(chain, fake_chain.START)
    assert (changed, rest) == (3, None)
    assert kept() == told(world)
    assert follower.read_again(chain, fake_chain.START) == (0, None)


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    forks=st.lists(st.tuples(st.lists(ACT, max_size=6), st.integers(0, 8)), min_size=2, max_size=6)
)
def test_whatever_the_chain_does_the_ledger_ends_as_the_chain(
    forks: list[tuple[list[Act], int]],
) -> None:
    with fresh_aws():
        chain, mine = FakeChain(), lease()
        ages: list[World] = [begun()]
        for number, (acts, back) in enumerate(forks):
            # On from the last age, or from one before it: a reorganisation.
            base = ages[max(0, len(ages) - 1 - back)] if back < len(ages) else ages[-1]
            world = base.forked("cdefgh"[number])
            grown(world, acts)
            ages.append(world)
            chain.show(world.logs, world.block, world.fork)
            if back % 2:
                follower.follow(chain, mine)
        catch_up(chain, mine)
        assert kept() == told(ages[-1])
        places = [entry.place for entry in ages[-1].logs]
        assert all(one < other for one, other in pairwise(places))
