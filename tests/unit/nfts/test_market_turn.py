"""Who writes the market waits for their turn longer than for a lock."""

from collections.abc import Callable

import psycopg
import pytest

from didit360 import database as database_
from didit360.problems import Unavailable
from nfts.data import market_turn

_TURN = "select pg_advisory_xact_lock(360, 5)"


@pytest.fixture(autouse=True)
def _impatient(database: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """As the role is, only that a lock is not waited for as long."""
    database("nfts")
    monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=50ms")
    database_.forget()


@pytest.fixture
def other(database: Callable[[str], None]) -> "psycopg.Connection[tuple[object, ...]]":  # noqa: ARG001
    """Somebody whose turn it is."""
    found = psycopg.connect()
    found.execute(_TURN)
    return found


def test_a_step_that_takes_longer_than_a_lock_is_waited_for(
    other: "psycopg.Connection[tuple[object, ...]]", monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []
    attempt = database_.attempt

    def once_more(step: Callable[[database_.Transaction], int]) -> int:
        waited.append(1)
        if len(waited) == market_turn.ASKS:
            other.rollback()
        return attempt(step)

    monkeypatch.setattr(database_, "attempt", once_more)
    assert market_turn.alone(lambda _: 7) == 7
    assert len(waited) == market_turn.ASKS


@pytest.mark.usefixtures("other")
def test_who_waits_for_ever_is_told_to_come_again() -> None:
    with pytest.raises(Unavailable):
        market_turn.alone(lambda _: 7)


def test_what_else_goes_wrong_is_not_waited_for() -> None:
    steps: list[int] = []

    def step(tx: database_.Transaction) -> None:
        steps.append(1)
        tx.run("set local statement_timeout = '1ms'")
        tx.one("select count(*) from generate_series(1, 10000000)")

    with pytest.raises(Unavailable):
        market_turn.alone(step)
    assert len(steps) == 1
