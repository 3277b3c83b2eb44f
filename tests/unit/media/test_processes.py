"""Several ffmpegs as one: evenly shared, slowest progress, and no one left behind."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.data import processes
from media.data.ffmpeg import ToolFailed
from media.domain.plan import Plan
from tests.unit.media.files import sine
from tests.unit.media.test_plan import song


@settings(deadline=None)
@given(st.integers(1, 9))
def test_every_rendition_is_in_one_share(workers: int) -> None:
    renditions = Plan.for_source(song()).renditions
    made = processes.shares(renditions, workers)
    assert len(made) == min(workers, 5)
    assert all(made)
    found = sorted(rendition.id for share in made for rendition in share)
    assert found == sorted(rendition.id for rendition in renditions)


def test_two_shares_are_even() -> None:
    one, two = processes.shares(Plan.for_source(song()).renditions, 2)
    assert {r.id for r in one} in ({"aac-256", "opus-128"}, {"aac-256", "opus-128", "flac"})
    assert {r.id for r in two} >= {"aac-64", "aac-128"}


def test_progress_is_the_slowest_and_ends() -> None:
    said: list[float] = []
    quick = [*sine(seconds=1), "-f", "null", "-"]
    slow = [*sine(seconds=40), "-c:a", "aac", "-f", "null", "-"]
    processes.run([quick, slow], seconds=60, on_progress=said.append)
    assert said == sorted(said)
    assert said[-1] == float("inf")
    assert sum(value == float("inf") for value in said) == 1


def test_one_failure_stops_all(tmp_path: Path) -> None:
    # The other would run for minutes.
    endless = [*sine(seconds=100_000), "-c:a", "aac", "-f", "null", "-"]
    broken = ["-i", str(tmp_path / "missing.wav"), "-f", "null", "-"]
    with pytest.raises(ToolFailed, match=r"missing\.wav"):
        processes.run([endless, broken], seconds=120)


def test_who_listens_may_stop_it() -> None:
    class EnoughError(Exception):
        pass

    def report(_seconds: float) -> None:
        raise EnoughError

    endless = [*sine(seconds=100_000), "-c:a", "aac", "-f", "null", "-"]
    with pytest.raises(EnoughError):
        processes.run([endless, endless], seconds=120, on_progress=report)
