"""A release: what an artist puts out together, from a draft to what everybody sees.

    draft -> scheduled -> published -> unpublished -> scheduled, published ...
    any of them -> taken_down (a moderator) -> lifted: as it was before it was ever seen, or
    unpublished

What its tracks are worth (ready, gone, taken down) is not known here: whoever publishes asks
music.domain.readiness first.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from didit360.ids import twin
from music.domain.details import RightsLine
from music.domain.track import TakeDown, TakenDownError

MAX_TRACKS = 200
MAX_DISCS = 20
MAX_DRAFTS = 50
"""Releases that were never published, that an artist may have at once."""


class Type(StrEnum):
    ALBUM = "album"
    EP = "ep"
    SINGLE = "single"
    COMPILATION = "compilation"


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    TAKEN_DOWN = "taken_down"


class OthersTracksError(Exception):
    """Only a compilation holds tracks of other artists."""


class ScheduledError(Exception):
    """The release goes out on its date: the date can't change under the schedule."""


class DateToComeError(Exception):
    """What everybody sees already has no date to come."""


@dataclass(frozen=True, slots=True)
class Entry:
    track_id: str
    artist_id: str
    disc: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What the artist says of a release."""

    type: Type
    title: str
    version: str | None = None
    """As in "Deluxe" or "2026 Remaster"."""
    release_date: date | None = None
    time_zone: str = "UTC"
    """IANA's name: the release date begins there."""
    genres: tuple[str, ...] = ()
    upc: str | None = None
    label: str | None = None
    copyright_line: RightsLine | None = None
    """(C): of the work and its artwork."""
    recording_line: RightsLine | None = None
    """(P): of the recording."""

    @property
    def begins(self) -> datetime | None:
        """The first moment of the release date."""
        day = self.release_date
        if day is None:
            return None
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.time_zone))


@dataclass(frozen=True, slots=True)
class Plan:
    """To be published at a moment, a whole second. `number` tells one plan from the next."""

    at: datetime
    number: int
    by_date: bool
    """Whether `at` is where the release date begins."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a release can't be published."""

    code: str
    track_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A plan that came to nothing, because of what was missing at its moment."""

    planned_for: datetime
    missing: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A picture that was sent and can't be the artwork."""

    upload_id: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    id: str
    artist_id: str
    facts: Facts
    created_at: datetime
    updated_at: datetime
    entries: tuple[Entry, ...] = ()
    artwork: dict[str, Any] | None = None
    refused_artwork: Refused | None = None
    state: State = State.DRAFT
    plan: Plan | None = None
    failure: Failure | None = None
    published_at: datetime | None = None
    """The first time."""
    taken_down: TakeDown | None = None
    revision: int = field(default=0, compare=False)
    """Of everything here; the ETag. Storage counts it, each write once."""

    @property
    def public(self) -> bool:
        return self.state is State.PUBLISHED

    @property
    def ordered_at(self) -> datetime:
        """Where it stands among others: its date, else when it was first seen."""
        return self.facts.begins or self.published_at or self.created_at

    @property
    def own_tracks(self) -> frozenset[str]:
        return frozenset(
            entry.track_id for entry in self.entries if entry.artist_id == self.artist_id
        )

    def changed(self, facts: Facts, at: datetime) -> Self:
        """OthersTracksError, ScheduledError, DateToComeError."""
        if facts == self.facts:
            return self
        if self.public and facts.release_date and facts.release_date > _today(facts, at):
            raise DateToComeError
        if self.plan and self.plan.by_date and facts.begins != self.facts.begins:
            raise ScheduledError
        _only_compilations(facts.type, self.artist_id, self.entries)
        return replace(self, facts=facts, updated_at=at)

    def with_entries(self, entries: tuple[Entry, ...], at: datetime) -> Self:
        """OthersTracksError."""
        _only_compilations(self.facts.type, self.artist_id, entries)
        return self if entries == self.entries else replace(self, entries=entries, updated_at=at)

    def published(self, at: datetime) -> Self:
        """Everybody sees it from now on. TakenDownError."""
        self._must_not_be_taken_down()
        if self.public:
            return self
        facts, today = self.facts, _today(self.facts, at)
        if facts.release_date is None or facts.release_date > today:
            facts = replace(facts, release_date=today)
        return replace(
            self,
            facts=facts,
            state=State.PUBLISHED,
            plan=None,
            failure=None,
            published_at=self.published_at or at,
            updated_at=at,
        )

    def planned(self, moment: datetime, at: datetime, *, by_date: bool) -> Self:
        """To be published at a moment to come, instead of what was planned. TakenDownError."""
        self._must_not_be_taken_down()
        known = self.plan
        if known and (known.at, known.by_date) == (moment, by_date):
            return self
        plan = Plan(moment, self.revision + 1, by_date)
        return replace(self, state=State.SCHEDULED, plan=plan, failure=None, updated_at=at)

    def withdrawn(self, at: datetime) -> Self:
        """Its artist takes it back: what is planned is cancelled, too. TakenDownError."""
        self._must_not_be_taken_down()
        if self.state not in (State.SCHEDULED, State.PUBLISHED):
            return self
        return replace(self, state=self._unseen, plan=None, updated_at=at)

    def waits_for(self, number: int) -> bool:
        """Whether that plan is still the one."""
        return self.plan is not None and self.plan.number == number

    def came_to_nothing(self, missing: tuple[Blocker, ...], at: datetime) -> Self:
        """The planned moment is there, and it can't be published."""
        if self.plan is None:
            return self
        failure = Failure(self.plan.at, missing)
        return replace(self, state=self._unseen, plan=None, failure=failure, updated_at=at)

    def taken_away(self, reason: str, by: str, at: datetime) -> Self:
        """By a moderator. Saying the same reason again changes nothing."""
        if self.taken_down is not None and self.taken_down.reason == reason:
            return self
        taken = TakeDown(reason, by, at)
        return replace(self, state=State.TAKEN_DOWN, plan=None, taken_down=taken, updated_at=at)

    def given_back(self, at: datetime) -> Self:
        """The artist may publish it again; nobody else does that for them."""
        if self.taken_down is None:
            return self
        return replace(self, state=self._unseen, taken_down=None, updated_at=at)

    def may_go(self) -> None:
        """Its artist deletes it; what a moderator decided does not go that way. TakenDownError."""
        self._must_not_be_taken_down()

    def pictured(self, artwork: dict[str, Any], at: datetime) -> Self:
        return replace(self, artwork=artwork, refused_artwork=None, updated_at=at)

    def refused_picture(self, refused: Refused, at: datetime) -> Self:
        """Unless a later one is known, shown or refused: ids of uploads sort by time."""
        known, shown = self.refused_artwork, self.artwork
        if known is not None and known.upload_id >= refused.upload_id:
            return self
        if shown is not None and shown["image_id"] > twin(refused.upload_id, "img"):
            return self
        return replace(self, refused_artwork=refused, updated_at=at)

    @property
    def _unseen(self) -> State:
        return State.UNPUBLISHED if self.published_at else State.DRAFT

    def _must_not_be_taken_down(self) -> None:
        if self.taken_down is not None:
            raise TakenDownError


def _today(facts: Facts, at: datetime) -> date:
    return at.astimezone(ZoneInfo(facts.time_zone)).date()


def _only_compilations(type_: Type, artist_id: str, entries: tuple[Entry, ...]) -> None:
    if type_ is not Type.COMPILATION and any(e.artist_id != artist_id for e in entries):
        raise OthersTracksError
