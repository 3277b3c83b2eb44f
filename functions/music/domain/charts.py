"""Charts: which tracks were heard most in a window of time, the recent plays weighing more.

Forward decay (G. Cormode, V. Shkapenyuk, D. Srivastava, B. Xu: "Forward Decay: A Practical Time
Decay Model for Streaming Systems", ICDE 2009): a play at time t weighs g(t - L), with L the start
of the window and g(n) = 2 ** (n / half-life). Divided by g(now - L), the sum of weights is a
count that loses half of itself every half-life; as the divisor is the same for all tracks, the
stored sums already stand in the right order and never have to be touched again. Weights are whole
millionths, so that a sum is the same in whatever order plays arrive.

A window's half-life is half its length: its last play weighs four times its first. Windows are UTC
days and ISO weeks (Monday to Sunday). What trends decays faster (six hours) and knows no midnight:
its sums are kept by day, and today's and yesterday's are added up as of now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

UNIT = 1_000_000
MOST_GENRES = 3
"""Of one track, that it stands in the charts of."""
TOP_DAYS = 28


class Kind(StrEnum):
    DAY = "day"
    WEEK = "week"
    TRENDING = "trending"


LENGTH = {Kind.DAY: timedelta(days=1), Kind.WEEK: timedelta(days=7), Kind.TRENDING: timedelta(1)}
HALF_LIFE = {kind: length / 2 for kind, length in LENGTH.items()} | {
    Kind.TRENDING: timedelta(hours=6)
}
KEPT = {Kind.DAY: timedelta(days=400), Kind.WEEK: timedelta(days=800), Kind.TRENDING: timedelta(3)}


@dataclass(frozen=True, slots=True)
class Window:
    kind: Kind
    start: datetime

    @classmethod
    def of(cls, kind: Kind, at: datetime) -> Self:
        day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(kind, day - timedelta(days=day.weekday()) if kind is Kind.WEEK else day)

    @property
    def end(self) -> datetime:
        return self.start + LENGTH[self.kind]

    @property
    def before(self) -> "Window":
        return Window(self.kind, self.start - LENGTH[self.kind])

    @property
    def name(self) -> str:
        """2026-11-22, or 2026-W47."""
        if self.kind is not Kind.WEEK:
            return self.start.date().isoformat()
        year, week, _ = self.start.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def expires_at(self) -> datetime:
        return self.end + KEPT[self.kind]

    def weight(self, at: datetime) -> int:
        """What one play counts, in millionths."""
        return round(UNIT * self._growth(at))

    def decayed(self, score: float, now: datetime) -> float:
        """A sum of weights as a count of plays that are worth one each at the moment."""
        return score / UNIT / self._growth(now)

    def chart(self, country: str | None, genre: str | None) -> str:
        """The chart's id."""
        return f"{self.kind}#{self.name}#{country or '*'}#{genre or '*'}"

    def _growth(self, at: datetime) -> float:
        return float(2 ** ((at - self.start) / HALF_LIFE[self.kind]))


@dataclass(frozen=True, slots=True)
class Entry:
    track_id: str
    score: float
    plays: int


def scopes(country: str | None, genres: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """The (country, genre) pairs whose charts a play counts for; None is all of them."""
    for where in dict.fromkeys((None, country)):
        for what in (None, *dict.fromkeys(genres[:MOST_GENRES])):
            yield where, what


def trending(now: datetime, charts: Mapping[Window, Sequence[Entry]], *, limit: int) -> list[Entry]:
    """The best of several windows together, each decayed to now."""
    scores: dict[str, float] = {}
    plays: dict[str, int] = {}
    for window, entries in charts.items():
        for entry in entries:
            known = scores.get(entry.track_id, 0.0)
            scores[entry.track_id] = known + window.decayed(entry.score, now)
            plays[entry.track_id] = plays.get(entry.track_id, 0) + entry.plays
    best = sorted(scores, key=lambda track_id: (-scores[track_id], track_id))[:limit]
    return [Entry(track_id, scores[track_id], plays[track_id]) for track_id in best]
