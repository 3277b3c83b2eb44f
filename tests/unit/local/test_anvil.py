"""The local chain: blocks while there is work, and what it holds is there after any end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.local import processes
from infra.local.anvil.pace import FOLLOWING, Pace
from infra.local.anvil.program import Anvil
from infra.local.problems import LocalError
from infra.local.processes import Program
from tests.house import wait_until


@dataclass
class Fake:
    """A node whose blocks take no time; each save takes `save_seconds`."""

    height: int = 0
    waiting: int = 0
    saves: int = 0
    save_seconds: float = 0.0
    clock: float = 1000.0
    mined_at: list[float] = field(default_factory=list)

    def ask(self, method: str, *_: Any) -> Any:
        match method:
            case "txpool_status":
                return {"pending": hex(self.waiting)}
            case "evm_mine":
                self.height += 1
                self.waiting = 0
                self.mined_at.append(self.clock)
            case "eth_blockNumber":
                return hex(self.height)
            case "anvil_dumpState":
                self.saves += 1
                self.clock += self.save_seconds
                return "0x00"
        return None


@dataclass
class Course:
    """A chain's pace under a clock that the test moves."""

    node: Fake
    paced: Pace

    def run(self, seconds: float) -> int:
        """Look at it ten times a second; how many blocks came."""
        before = len(self.node.mined_at)
        end = self.node.clock + seconds
        while self.node.clock < end:
            self.paced.look()
            self.node.clock += 0.1
        return len(self.node.mined_at) - before


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    node = Fake()
    monkeypatch.setattr("infra.local.anvil.pace.time.monotonic", lambda: node.clock)
    return Course(node, Pace(node, tmp_path, made=node.clock))  # type: ignore[arg-type]


def test_an_idle_chain_makes_a_block_each_quarter_of_a_minute(course: Course) -> None:
    course.run(60)
    assert course.run(150) == 10


def test_from_a_transaction_on_a_block_each_second(course: Course) -> None:
    course.run(60)
    course.node.waiting = 1
    assert course.run(0.2) == 1, "at once: the last block is older than a second"
    assert course.run(FOLLOWING) in (FOLLOWING - 1, FOLLOWING)
    assert course.run(10) <= 1


def test_blocks_are_a_second_apart_however_much_comes(course: Course) -> None:
    for _ in range(100):
        course.node.waiting = 5
        course.run(0.1)
    assert len(course.node.mined_at) <= 11


def test_what_changed_is_saved_and_for_a_fifth_of_the_time_at_most(course: Course) -> None:
    course.node.save_seconds = 0.5
    for _ in range(100):
        course.node.waiting = 1
        course.run(0.1)
    assert 2 <= course.node.saves <= 5
    course.run(60)
    before = course.node.saves
    course.run(10)
    assert course.node.saves - before <= 1


def test_a_pause_makes_no_block(course: Course, tmp_path: Path) -> None:
    (tmp_path / "paused").touch()
    course.node.waiting = 1
    assert course.run(30) == 0
    course.node.height += 1
    saves = course.node.saves
    course.run(0.2)
    assert course.node.saves == saves + 1, "somebody else made one"


@pytest.fixture
def anvil(tmp_path: Path) -> Anvil:
    return Anvil(tmp_path / "chain", processes.free_port())


@pytest.fixture
def start(anvil: Anvil) -> Iterator[Callable[[], Program]]:
    """Start it, as often as a test likes."""
    started: list[Program] = []

    def up() -> Program:
        started.append(anvil.start())
        started[-1].wait(anvil.ready)
        return started[-1]

    yield up
    for program in started:
        program.stop()


def _send(node: Anvil, **more: str) -> str:
    sender, receiver, *_ = node.ask("eth_accounts")
    transaction = {"from": sender, "to": receiver, "value": "0x1", "gas": "0x5208"}
    return str(node.ask("eth_sendTransaction", transaction | more))


def _mined(node: Anvil, hash_: str) -> Any:
    return wait_until(lambda: node.ask("eth_getTransactionReceipt", hash_), 10)


def test_what_is_in_a_block_outlives_a_clean_end_and_what_waits_does_not(
    anvil: Anvil, start: Callable[[], Program]
) -> None:
    program = start()
    receipt = _mined(anvil, _send(anvil))
    waiting = _send(anvil, nonce="0x9")
    program.stop()
    start()
    assert anvil.ask("eth_getTransactionReceipt", receipt["transactionHash"]) == receipt
    block = anvil.ask("eth_getBlockByNumber", receipt["blockNumber"], False)
    assert block["hash"] == receipt["blockHash"]
    assert anvil.ask("eth_getTransactionByHash", waiting) is None


def test_what_was_saved_outlives_a_kill(anvil: Anvil, start: Callable[[], Program]) -> None:
    program = start()
    receipt = _mined(anvil, _send(anvil))
    saved = anvil.home / "state.gz"
    before = saved.stat().st_mtime_ns
    later = _mined(anvil, _send(anvil))
    wait_until(lambda: saved.stat().st_mtime_ns > before, 10, "another save")
    anvil.kill()
    wait_until(lambda: program.keeper.poll() is not None, 10, "its supervisor ends with it")
    with pytest.raises(LocalError, match="has stopped"):
        program.check()
    start()
    for one in (receipt, later):
        assert anvil.ask("eth_getTransactionReceipt", one["transactionHash"]) == one
    again = _mined(anvil, _send(anvil))
    assert int(again["blockNumber"], 16) > int(later["blockNumber"], 16)


def test_a_paused_chain_goes_on(anvil: Anvil, start: Callable[[], Program]) -> None:
    start()
    anvil.pause()
    hash_ = _send(anvil)
    assert anvil.ask("eth_getTransactionReceipt", hash_) is None
    anvil.go_on()
    assert _mined(anvil, hash_)


def test_play_money_is_given_up_to_an_amount(anvil: Anvil, start: Callable[[], Program]) -> None:
    start()
    account = "0x" + "12" * 20
    anvil.fund(account, 2)
    anvil.fund(account, 1)
    assert int(anvil.ask("eth_getBalance", account, "latest"), 16) == 2 * 10**18
    with pytest.raises(LocalError, match="eth_nothing"):
        anvil.ask("eth_nothing")
