"""When plays count: the rules alone, with a clock of the test's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from music.domain.listening import (
    MOST_SPANS,
    SILENT_MS,
    Grant,
    Listener,
    Report,
    Session,
    Span,
    Why,
    hear,
    take,
)

S = 1000
MINUTES = 60 * S


def grant(name: str = "ply_1", at: int = 0, duration: int = 180 * S) -> Grant:
    return Grant(name, "fan", "trk_1", "artist", None, (), None, duration, at, at + 360 * MINUTES)


@dataclass
class Ears:
    """One listener, and the sessions they have."""

    listener: Listener = field(default_factory=lambda: Listener("fan", "lsn_1"))
    sessions: dict[str, Session] = field(default_factory=dict)
    counts: list[str] = field(default_factory=list)

    def tell(self, of: Grant, report: Report, now: int) -> Session:
        before = self.sessions.get(of.play_id, Session(of))
        after, self.listener = hear(before, self.listener, report, now)
        self.sessions[of.play_id] = after
        if after.counted_at is not None and before.counted_at is None:
            self.counts.append(of.play_id)
        return after


def heard(sequence: int, ms: int, *, ends: bool = False) -> Report:
    return Report(sequence, ms, ms, ends)


@pytest.mark.parametrize(
    ("duration", "after"), [(180 * S, 30 * S), (60 * S, 30 * S), (40 * S, 20 * S), (4 * S, 2 * S)]
)
def test_thirty_seconds_count_or_half_of_a_short_track(duration: int, after: int) -> None:
    one, ears = grant(duration=duration), Ears()

    assert ears.tell(one, heard(0, after - 1), after).why is Why.TOO_LITTLE
    assert ears.tell(one, heard(1, after), after).counted_at == after
    assert ears.tell(one, heard(2, duration, ends=True), duration).why is None
    assert ears.counts == ["ply_1"]


def test_what_was_heard_faster_than_the_clock_never_counts() -> None:
    one, ears = grant(), Ears()

    assert ears.tell(one, heard(1, 31 * S), 20 * S).why is Why.TOO_FAST
    assert ears.tell(one, heard(2, 40 * S), 60 * S).why is Why.TOO_FAST
    assert ears.counts == []


def test_an_expired_grant_does_not_count() -> None:
    one, ears = grant(), Ears()

    assert ears.tell(one, heard(1, 40 * S), one.expires_at).why is Why.EXPIRED
    assert ears.counts == []


def test_of_sessions_at_the_same_time_the_one_begun_last_counts() -> None:
    phone, desk, ears = grant("ply_1"), grant("ply_2", at=1 * S), Ears()
    ears.tell(phone, heard(0, 0), 1 * S)
    ears.tell(desk, heard(0, 0), 2 * S)

    for second in range(10, 120, 10):
        ears.tell(phone, heard(second, (second - 1) * S), second * S)
        ears.tell(desk, heard(second, (second - 2) * S), second * S)

    assert ears.counts == ["ply_2"]
    assert ears.sessions["ply_1"].why is Why.PARALLEL


def test_a_session_goes_on_when_the_one_that_took_over_ends_or_falls_silent() -> None:
    for ends in (True, False):
        phone, desk, ears = grant("ply_1"), grant("ply_2", at=1 * S), Ears()
        ears.tell(phone, heard(0, 0), 1 * S)
        ears.tell(desk, heard(0, 5 * S, ends=ends), 10 * S)
        later = 12 * S if ends else 12 * S + SILENT_MS
        ears.tell(phone, heard(1, 10 * S), later)

        ears.tell(phone, heard(2, 40 * S), later + 30 * S)

        assert ears.counts == ["ply_1"]


def test_one_track_after_the_other_counts_each_though_the_next_was_fetched_ahead() -> None:
    first, second, ears = grant("ply_1"), grant("ply_2", at=20 * S), Ears()
    for at in range(0, 41, 10):
        ears.tell(first, heard(at, at * S), at * S)
    for at in range(41, 81, 10):
        ears.tell(second, heard(at, (at - 41) * S), at * S)

    assert ears.counts == ["ply_1", "ply_2"]


@dataclass(frozen=True)
class Listened:
    """Tracks heard one after the other, each reported as an honest player does."""

    reports: list[tuple[Grant, Report, int]]
    """The last is when it was said."""
    enough: set[str]


@st.composite
def listened(draw: st.DrawFn) -> Listened:
    at, reports, enough = 0, [], set()
    for number in range(draw(st.integers(1, 4))):
        at += draw(st.integers(0, 20)) * S
        one = grant(f"ply_{number}", at, duration=draw(st.integers(4, 90)) * S)
        whole = draw(st.integers(0, one.duration_ms))
        marks = sorted({*draw(st.lists(st.integers(0, whole), max_size=5)), 0, whole})
        for sequence, mark in enumerate(marks):
            reports.append((one, heard(sequence, mark, ends=mark == whole), at + mark))
        at += whole + 1
        if whole >= one.counts_after_ms:
            enough.add(one.play_id)
    return Listened(reports, enough)


@given(data=st.data(), what=listened())
def test_each_play_counts_once_in_whatever_order_and_however_often_it_is_reported(
    data: st.DataObject, what: Listened
) -> None:
    extra = data.draw(st.lists(st.sampled_from(what.reports), max_size=10))
    order: Sequence[tuple[Grant, Report, int]] = data.draw(st.permutations(what.reports + extra))
    now, ears = max(said for _, _, said in what.reports), Ears()

    for one, report, _ in order:
        now += data.draw(st.integers(0, 3)) * S
        ears.tell(one, report, now)

    assert sorted(ears.counts) == sorted(what.enough)


@given(what=listened())
def test_each_play_counts_once_as_it_is_heard(what: Listened) -> None:
    ears = Ears()

    for one, report, said in what.reports:
        ears.tell(one, report, said)
        ears.tell(one, report, said)

    assert sorted(ears.counts) == sorted(what.enough)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 200), st.booleans(), st.integers(0, 15)),
        max_size=40,
    )
)
def test_nobody_hears_more_than_the_clock_whatever_is_claimed(
    claims: list[tuple[int, int, bool, int]],
) -> None:
    """Six sessions from the same moment, and any claims."""
    ears, now = Ears(), 0

    for sequence, (which, seconds, ends, pause) in enumerate(claims):
        now += pause * S
        ears.tell(grant(f"ply_{which}"), heard(sequence, seconds * S, ends=ends), now)

    credited = sum(session.credited_ms for session in ears.sessions.values())
    assert credited <= now
    assert len(ears.counts) == len(set(ears.counts)) <= now // (30 * S)


spans = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 50)), max_size=8)


@given(spans, st.integers(0, 500), st.integers(0, 100), st.integers(0, 300))
def test_time_is_taken_where_it_is_free_and_never_twice(
    taken: list[tuple[int, int]], start: int, length: int, wanted: int
) -> None:
    spent: tuple[Span, ...] = ()
    for begin, size in taken:
        spent, _ = take(spent, begin, begin + size, size)

    after, got = take(spent, start, start + length, wanted)

    free = set(range(start, start + length)) - ticks(spent)
    assert got == min(wanted, len(free))
    assert ticks(after) - ticks(spent) == set(sorted(free)[:got])
    assert ticks(after) >= ticks(spent)
    assert all(one[1] < other[0] for one, other in pairwise(after))


def ticks(spent: Iterable[Span]) -> set[int]:
    return {tick for begin, end in spent for tick in range(begin, end)}


def test_only_so_much_of_the_past_is_kept_and_nothing_of_it_is_given_twice() -> None:
    spent: tuple[Span, ...] = ()
    for number in range(MOST_SPANS + 50):
        spent, _ = take(spent, number * 10, number * 10 + 5, 5)

    assert len(spent) == MOST_SPANS
    assert take(spent, 0, 50 * 10, 1000)[1] == 0
