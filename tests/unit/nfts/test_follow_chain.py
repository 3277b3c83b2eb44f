"""The function that follows the chain: a minute at a time, after whoever reads it has ended."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from nfts.data import chain as chains
from nfts.data import ledger
from nfts.data.chain_errors import NodeUnreachableError, NotDeployedError
from nfts.on import follow_chain
from tests.unit.aws import Context
from tests.unit.nfts.fake_chain import FakeChain
from tests.unit.nfts.world import World

pytestmark = pytest.mark.usefixtures("aws")
CHAIN = 31337


@dataclass
class Clock:
    """Time that passes when somebody sleeps."""

    at: float = 1_800_000_000.0
    naps: list[float] = field(default_factory=list)
    each: Callable[[], None] = lambda: None

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.at += seconds
        self.each()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "sleep", clock.sleep)
    monkeypatch.setattr(time, "time", clock.now)
    monkeypatch.setattr(time, "monotonic", clock.now)
    return clock


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> FakeChain:
    chain, world = FakeChain(), World()
    world.begin()
    chain.show(world.logs, world.block, "a")
    monkeypatch.setattr(chains, "connect", lambda: chain)
    return chain


def wake() -> list[str]:
    """As the schedule does; the messages that come again."""
    body = json.dumps({"id": "e", "detail-type": "follow_chain", "detail": {}})
    records = [{"messageId": "m", "body": body, "eventSource": "aws:sqs"}]
    answer = follow_chain.handler({"Records": records}, Context())
    return [str(failed["itemIdentifier"]) for failed in answer["batchItemFailures"]]


def kept() -> int:
    return len(list(ledger.between(str(CHAIN), (0, 0), None)))


@pytest.mark.usefixtures("chain")
def test_it_looks_at_each_block_for_a_minute_and_leaves_the_chain_to_the_next(clock: Clock) -> None:
    assert wake() == []
    assert (kept(), sum(clock.naps)) == (10, follow_chain.SECONDS)
    assert set(clock.naps) == {1.0}
    assert ledger.take_lease(CHAIN, "next", 60)


@pytest.mark.usefixtures("chain")
def test_it_waits_for_its_turn(clock: Clock) -> None:
    before = ledger.take_lease(CHAIN, "before", 60)
    assert before

    def end() -> None:
        if len(clock.naps) == 5:
            ledger.give_back(before)

    clock.each = end
    assert wake() == []
    assert kept() == 10


@pytest.mark.usefixtures("chain")
def test_it_leaves_a_chain_that_is_read_alone(clock: Clock) -> None:
    assert ledger.take_lease(CHAIN, "another", 600)
    assert wake() == []
    assert (kept(), max(clock.naps)) == (0, 1.0)


def test_without_contracts_there_is_nothing_to_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise NotDeployedError("not yet")

    monkeypatch.setattr(chains, "connect", none)
    assert wake() == []


@pytest.mark.usefixtures("clock")
def test_a_node_that_is_gone_is_noticed_and_the_next_run_need_not_wait(
    chain: FakeChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: object = None) -> None:
        raise NodeUnreachableError("gone")

    monkeypatch.setattr(chain, "block", gone)
    assert wake() == ["m"]
    assert ledger.take_lease(CHAIN, "next", 60)
