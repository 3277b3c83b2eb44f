"""Charts: the formula, and that what is counted is counted once in whatever order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didit360 import ids
from didit360.races import BusyError, RaceError
from music.data import charts, tops
from music.domain.charts import UNIT, Entry, Kind, Window, scopes, trending
from tests.unit.music import listeners
from tests.unit.music.listeners import NOON, Clock

clock = listeners.clock
moments = st.integers(0, 4 * 365 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
ARTIST, FIRST, SECOND = "an artist", "trk_1", "trk_2"


def play(track_id: str = FIRST, at: datetime = NOON, **more: Any) -> dict[str, Any]:
    return {
        "play_id": ids.new("ply"),
        "track_id": track_id,
        "artist_id": ARTIST,
        "country": "DE",
        "genres": ["house", "techno"],
        "played_at": at.isoformat(),
        **more,
    }


@given(moments, st.sampled_from(Kind))
def test_a_window_holds_the_moment_and_its_last_play_weighs_four_times_its_first(
    at: datetime, kind: Kind
) -> None:
    window = Window.of(kind, at)

    assert window.start <= at < window.end
    assert window.before.end == window.start
    assert window.before.name < window.name
    assert window.weight(window.start) == UNIT
    assert window.weight(window.end) == (16 if kind is Kind.TRENDING else 4) * UNIT


def test_weeks_begin_on_monday_and_have_their_iso_names() -> None:
    week = Window.of(Kind.WEEK, NOON)

    assert (week.name, week.start.isoformat()) == ("2026-W47", "2026-11-16T00:00:00+00:00")
    assert Window.of(Kind.WEEK, datetime(2027, 1, 2, tzinfo=UTC)).name == "2026-W53"


@given(moments, st.lists(st.integers(0, 86_399), min_size=1, max_size=20))
def test_a_decayed_score_is_the_sum_of_halved_plays(day: datetime, seconds: list[int]) -> None:
    """The definition of exponential decay, as of the window's end."""
    window = Window.of(Kind.TRENDING, day)
    times = [window.start + timedelta(seconds=after) for after in seconds]

    score = sum(window.weight(at) for at in times)

    hours = [(window.end - at) / timedelta(hours=1) for at in times]
    assert window.decayed(score, window.end) == pytest.approx(
        sum(0.5 ** (age / 6) for age in hours), rel=1e-5
    )


def test_a_play_counts_everywhere_in_its_country_and_in_each_genre() -> None:
    assert set(scopes("DE", ["house"])) == {
        (None, None),
        (None, "house"),
        ("DE", None),
        ("DE", "house"),
    }
    assert list(scopes(None, [])) == [(None, None)]
    assert len(list(scopes("DE", ["a", "b", "c", "d", "d"]))) == 2 * 4


def test_yesterdays_hits_fade_and_add_to_todays() -> None:
    now = datetime(2026, 11, 22, 6, tzinfo=UTC)
    today = Window.of(Kind.TRENDING, now)
    found = {
        today: [Entry("new", 2.0 * UNIT, 2), Entry("both", 1.0 * UNIT, 1)],
        today.before: [Entry("old", 16.0 * UNIT, 4), Entry("both", 40.0 * UNIT, 9)],
    }

    best = trending(now, found, limit=3)

    assert [(one.track_id, one.score, one.plays) for one in best] == [
        ("both", 0.5 + 40 / 32, 10),
        ("new", 1.0, 2),
        ("old", 16 / 32, 4),
    ]


def day(country: str | None = None, genre: str | None = None) -> list[Entry]:
    return charts.best(Window.of(Kind.DAY, NOON).chart(country, genre), 10)


@pytest.mark.usefixtures("aws")
def test_a_play_is_counted_once_however_often_it_is_told() -> None:
    one, other = play(), play(SECOND, NOON + timedelta(hours=1), country=None, genres=[])

    assert [charts.count(told) for told in (one, other, one, other, one)] == [
        True,
        True,
        False,
        False,
        False,
    ]

    assert [(entry.track_id, entry.plays) for entry in day()] == [(SECOND, 1), (FIRST, 1)]
    assert [entry.track_id for entry in day("DE")] == [FIRST]
    assert [entry.track_id for entry in day("DE", "techno")] == [FIRST]
    assert day("FR") == day("DE", "ambient") == []
    assert (tops.play_count(FIRST), tops.play_count("trk_9")) == (1, 0)


@pytest.mark.usefixtures("aws")
def test_scores_are_the_same_in_whatever_order_plays_come() -> None:
    plays = [play(at=NOON + timedelta(minutes=7 * number)) for number in range(6)]
    for told in plays:
        charts.count(told)
    forwards = day()
    for told in reversed(plays):
        charts.count(told | {"play_id": ids.new("ply"), "track_id": SECOND})

    [first, second] = day()

    assert forwards[0].score == first.score == second.score


@pytest.mark.usefixtures("aws")
def test_an_artists_best_are_those_of_the_last_28_days(clock: Clock) -> None:
    for days, track_id in ((0, SECOND), (1, FIRST), (27, FIRST), (28, SECOND), (28, SECOND)):
        charts.count(play(track_id, NOON - timedelta(days=days)))

    assert tops.top_tracks(ARTIST, 5) == [(FIRST, 2), (SECOND, 1)]
    assert tops.top_tracks(ARTIST, 1) == [(FIRST, 2)]
    assert tops.top_tracks("another", 5) == []
    assert tops.play_counts([FIRST, SECOND]) == {FIRST: 2, SECOND: 3}
    clock.passes(24 * 3600)
    assert tops.top_tracks(ARTIST, 5) == [(FIRST, 1), (SECOND, 1)]


@pytest.mark.usefixtures("aws")
def test_of_an_artist_of_many_tracks_as_many_whole_days_are_added_up_as_are_read(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in range(3):
        for track_id in (FIRST, SECOND):
            charts.count(play(track_id, NOON - timedelta(days=days)))
    charts.count(play(FIRST))

    def best(most: int) -> list[tuple[str, int]]:
        monkeypatch.setattr(tops, "MOST_COUNTS", most)
        return tops.top_tracks(ARTIST, 5)

    assert clock
    assert best(7) == [(FIRST, 4), (SECOND, 3)]
    assert best(5) == [(FIRST, 3), (SECOND, 2)]
    assert best(3) == [(FIRST, 2), (SECOND, 1)]
    assert best(1) == [(SECOND, 1)]


@pytest.mark.usefixtures("aws")
def test_who_meets_another_writer_tries_again_and_counts_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    really, met = charts._counted, []

    def busy(told: dict[str, Any]) -> bool:
        met.append(told)
        if len(met) < 3:
            raise RaceError
        return really(told)

    monkeypatch.setattr(charts, "_counted", busy)

    assert charts.count(play())
    assert tops.play_count(FIRST) == 1

    def never(_: dict[str, Any]) -> bool:
        raise RaceError

    monkeypatch.setattr(charts, "_counted", never)
    with pytest.raises(BusyError):
        charts.count(play())
