"""From when the engine is asked to stop, nothing ends that would end badly for want of it."""

from threading import Event, Thread

import pytest

from infra.local.engine.stopping import held


def test_a_call_ends_as_it_ends_while_nobody_asks_to_stop() -> None:
    def refused(_: str) -> str:
        raise ConnectionRefusedError

    assert held(str.upper, Event())("made") == "MADE"
    with pytest.raises(ConnectionRefusedError):
        held(refused, Event())("made")


def test_a_call_that_loses_the_engine_does_not_come_back() -> None:
    asked, tried, ended = Event(), Event(), Event()

    def cut() -> None:
        asked.set()
        tried.set()
        raise ConnectionRefusedError

    def step() -> None:
        try:
            held(cut, asked)()
        finally:
            ended.set()

    Thread(target=step, daemon=True).start()
    assert tried.wait(5)
    assert not ended.wait(0.2)


def test_no_call_begins_any_more() -> None:
    asked, begun = Event(), Event()
    asked.set()
    Thread(target=held(begun.set, asked), daemon=True).start()
    assert not begun.wait(0.2)
