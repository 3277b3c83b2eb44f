"""When a play counts, and why one does not.

A play counts once, when 30 s of a track were heard or half of it, whichever is less (30 s is what
the services and the charts count from; half lets short tracks have plays at all). Heard time is the
listener's, and no millisecond of a listener's time is two sessions': what a session says it heard
is taken from the time since its grant that no other session has had. So heard time never runs
faster than the clock, whatever is sent in whatever order. And one session has the listener at a
time: the one begun last, until it ends or falls silent; others get nothing of what is heard
meanwhile. Ten plays of a track count for a listener and (UTC) day, as Official Charts caps them
("Rules for Chart Eligibility": ten a user, track and day).

All times are milliseconds since 1970.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self

COUNTS_AFTER_MS = 30_000
MOST_A_DAY = 10
SILENT_MS = 90_000
"""A player reports every 15 s or so: one that has said nothing for this long has gone away."""
SPEED, SLACK_MS = 1.02, 500
"""By how much a player's clock may run ahead of ours."""
MOST_SPANS = 100

Span = tuple[int, int]


class Why(StrEnum):
    """Why a session has not counted."""

    TOO_LITTLE = "heard-too-little"
    PARALLEL = "parallel"
    TOO_FAST = "impossible-speed"
    EXPIRED = "expired-grant"
    TOO_OFTEN = "daily-limit"
    FORGED = "forged-grant"
    FOREIGN = "foreign-grant"


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to report one session of one track, as it was given out with the stream."""

    play_id: str
    person_id: str
    track_id: str
    artist_id: str
    release_id: str | None
    """The release that it was heard from."""
    genres: tuple[str, ...]
    country: str | None
    """The listener's, as they said when it was given out."""
    duration_ms: int
    issued_at: int
    expires_at: int

    @property
    def counts_after_ms(self) -> int:
        return max(1, min(COUNTS_AFTER_MS, -(-self.duration_ms // 2)))

    @property
    def order(self) -> tuple[int, str]:
        return self.issued_at, self.play_id


@dataclass(frozen=True, slots=True)
class Report:
    """What a player says. `heard_ms` is all it has played so far, pauses and jumps left out."""

    sequence: int
    position_ms: int
    heard_ms: int
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    grant: Grant
    sequence: int = -1
    """Of the newest report; they may come twice and in any order."""
    position_ms: int = 0
    heard_ms: int = 0
    credited_ms: int = 0
    """As much of it as was the listener's time and no other session's."""
    ended: bool = False
    refused: Why | None = None
    """For good."""
    counted_at: int | None = None
    told_at: int = 0
    """When the newest report came first."""

    @property
    def why(self) -> Why | None:
        """Why it does not count, so far."""
        if self.counted_at is not None or self.refused is not None:
            return self.refused
        enough = self.heard_ms >= self.grant.counts_after_ms
        return Why.PARALLEL if enough else Why.TOO_LITTLE

    def knows(self, report: Report) -> bool:
        """Whether the report says nothing new."""
        later = report.sequence > self.sequence or report.heard_ms > self.heard_ms
        return not later and self.ended >= report.ends

    def told(self, report: Report, now: int) -> Self:
        newest = report.sequence > self.sequence
        return replace(
            self,
            sequence=max(self.sequence, report.sequence),
            position_ms=report.position_ms if newest else self.position_ms,
            heard_ms=max(self.heard_ms, report.heard_ms),
            ended=self.ended or report.ends,
            told_at=now if newest else self.told_at,
        )


@dataclass(frozen=True, slots=True)
class Listener:
    """Which of a person's sessions has their ears, and which of their time is spoken for."""

    person_id: str
    pseudonym: str
    """What stands in their plays instead of them; who it is, only this says."""
    session: str | None = None
    issued_at: int = 0
    since: int = 0
    seen_at: int = 0
    ended: bool = False
    spent: tuple[Span, ...] = ()

    def attending(self, grant: Grant, now: int, *, ends: bool) -> tuple[Self, int]:
        """After a report of this session; and until when the listener's time may be its own."""
        if self.session == grant.play_id:
            return replace(self, seen_at=now, ended=self.ended or ends), now
        later = grant.order > (self.issued_at, self.session or "")
        if later or self.session is None or self.ended or now - self.seen_at > SILENT_MS:
            taken_over = replace(
                self,
                session=grant.play_id,
                issued_at=grant.issued_at,
                since=now,
                seen_at=now,
                ended=ends,
            )
            return taken_over, now
        return self, min(self.since, now)

    def spends(self, start: int, end: int, wanted: int) -> tuple[Self, int]:
        """Take `wanted` ms of what is left between start and end, the earliest first."""
        spent, taken = take(self.spent, start, end, wanted)
        return replace(self, spent=spent), taken


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def hear(
    session: Session, listener: Listener, report: Report, now: int
) -> tuple[Session, Listener]:
    """Both after a report that came `now`; the very same if it says nothing new."""
    grant = session.grant
    if session.knows(report):
        return session, listener
    told = session.told(report, now)
    if session.refused is not None:
        return told, listener
    if session.counted_at is None:
        if now >= grant.expires_at:
            return replace(told, refused=Why.EXPIRED), listener
        if report.heard_ms > (now - grant.issued_at) * SPEED + SLACK_MS:
            return replace(told, refused=Why.TOO_FAST), listener
    listener, until = listener.attending(grant, now, ends=report.ends)
    wanted = told.heard_ms - told.credited_ms
    listener, taken = listener.spends(grant.issued_at, until, wanted)
    told = replace(told, credited_ms=told.credited_ms + taken)
    if told.counted_at is None and told.credited_ms >= grant.counts_after_ms:
        told = replace(told, counted_at=now)
    return told, listener


def take(
    spent: tuple[Span, ...], start: int, end: int, wanted: int
) -> tuple[tuple[Span, ...], int]:
    """Take at most `wanted` from what is free between start and end; spans after, and how much.

    `spent` is in order, and its spans do not touch; so is what comes back.
    """
    at, taken = start, 0
    pieces: list[Span] = []
    for begin, finish in (*spent, (end, end)):
        part = min(min(begin, end) - at, wanted - taken)
        if part > 0:
            pieces.append((at, at + part))
            taken += part
        at = max(at, finish)
    return _joined(sorted((*spent, *pieces))), taken


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for begin, finish in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], finish))
        else:
            joined.append((begin, finish))
    # What lay between the oldest is given up: nobody reports what was heard that long ago.
    return tuple(joined if len(joined) <= MOST_SPANS else _fused(joined))


def _fused(spans: list[Span]) -> list[Span]:
    first, rest = spans[: -MOST_SPANS + 1], spans[-MOST_SPANS + 1 :]
    return [(first[0][0], first[-1][1]), *rest]
