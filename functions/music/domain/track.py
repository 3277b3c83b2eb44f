"""A track: what the artist says of it, what listeners hear, and the file under way.

A track moves by events that may come late, twice or out of order. Uploads are ordered by
their ids (ULIDs: a grant given later sorts later), and the latest wins: what belongs to an
earlier upload than the one a track already knows changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self

from music.domain.details import Details

Kind = Literal["audio", "video"]
UNTITLED = "Untitled"
"""Until the artist, or the file's tags, say what it is called."""

MAX_OPEN_DRAFTS = 5
"""Drafts without a file that an artist may have at once."""


class State(StrEnum):
    DRAFT = "draft"
    UPLOADED = "uploaded"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Processing:
    """The newest file that arrived and is not yet what listeners hear."""

    upload_id: str
    state: State = State.UPLOADED
    percent: int = 0
    stage: str | None = None
    """What is being done: looking, decoding, encoding, checking or packaging."""
    parts: dict[str, int] | None = None
    """Of a file that is encoded in many parts, how many are `done`, and `of` how many."""
    reason: str | None = None
    """Of a failure: a sentence that the artist can act on."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What listeners hear: the outcome of one upload, as `media_ready` tells it."""

    upload_id: str
    run_id: str
    published_at: str
    """RFC 3339, UTC: orders two files that came under one upload."""
    prefix: str
    facts: dict[str, Any]
    renditions: list[dict[str, Any]]
    files: dict[str, Any]

    @property
    def order(self) -> tuple[str, str]:
        return self.upload_id, self.published_at


@dataclass(frozen=True, slots=True)
class Same:
    """Earlier tracks of the artist that have the same recording as an upload of this one."""

    upload_id: str
    track_ids: tuple[str, ...]


class TakenDownError(Exception):
    """A moderator took it down: until that is lifted its artist can't publish or delete it."""


@dataclass(frozen=True, slots=True)
class TakeDown:
    """A moderator's: nobody but the artist and moderators sees or hears it until it is lifted."""

    reason: str
    by: str
    """A pseudonym: music.data.deciders knows whose, as long as that person is here."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Track:
    id: str
    artist_id: str
    media_id: str
    title: str
    kind: Kind
    created_at: datetime
    updated_at: datetime
    revision: int = 1
    """Of what the artist says; the ETag. Transcoding does not change it."""
    processing: Processing | None = None
    stream: Stream | None = None
    same: Same | None = None
    details: Details = field(default_factory=Details)
    releases: frozenset[str] = frozenset()
    """The artist's own releases that it stands in, whatever their state."""
    published_in: frozenset[str] = frozenset()
    """Those of them that everybody sees."""
    released: bool = False
    """Whether it ever was in a published release: from then on it is heard in one or not at all."""
    artwork: dict[str, Any] | None = None
    """Of the newest release that it is published in, where that has some."""
    taken_down: TakeDown | None = None
    saved: int | None = field(default=None, compare=False)
    """The row's version when it was read: whoever writes next must have read this one."""

    @property
    def state(self) -> State:
        """One word: a track that can be heard is ready, whatever a re-upload is doing."""
        if self.stream is not None:
            return State.READY
        return self.processing.state if self.processing is not None else State.DRAFT

    @property
    def public(self) -> bool:
        """Whether everybody finds it: it can be heard, and a release that it is in is published."""
        return bool(self.stream and self.published_in) and self.taken_down is None

    @property
    def open_to_all(self) -> bool:
        """Whether everybody may hear it: what never was in a release, by its id alone."""
        loose = not self.releases and not self.released
        return self.public or bool(self.stream and loose and self.taken_down is None)

    @property
    def picture(self) -> dict[str, Any] | None:
        """What to show with it: its release's artwork, else the cover in its own file."""
        return self.artwork or (self.stream.files.get("image") if self.stream else None)

    def standing(
        self, release_id: str, *, published: bool, artwork: dict[str, Any] | None, at: datetime
    ) -> Self:
        """It stands in a release of its artist's."""
        one = frozenset({release_id})
        heard_in = self.published_in | one if published else self.published_in - one
        shown = self._artwork_without(release_id)
        if published and (shown is None or release_id == max(heard_in)):
            shown = artwork
        after = replace(
            self,
            releases=self.releases | one,
            published_in=heard_in,
            released=self.released or published,
            artwork=shown,
        )
        return self if after == self else replace(after, updated_at=at)

    def left(self, release_id: str, at: datetime) -> Self:
        """It stands in that release no longer."""
        if release_id not in self.releases:
            return self
        one = frozenset({release_id})
        return replace(
            self,
            releases=self.releases - one,
            published_in=self.published_in - one,
            artwork=self._artwork_without(release_id),
            updated_at=at,
        )

    def credited_to_nobody(self, person_id: str, at: datetime) -> Self:
        """Somebody is here no more: what they did stays credited by the name that was given."""
        return self._saying(None, self.details.without(person_id), at)

    def taken_away(self, reason: str, by: str, at: datetime) -> Self:
        """By a moderator. Saying the same reason again changes nothing."""
        if self.taken_down is not None and self.taken_down.reason == reason:
            return self
        return replace(self, taken_down=TakeDown(reason, by, at), updated_at=at)

    def given_back(self, at: datetime) -> Self:
        return replace(self, taken_down=None, updated_at=at) if self.taken_down else self

    def may_go(self) -> None:
        """Its artist deletes it; what a moderator decided does not go that way. TakenDownError."""
        if self.taken_down is not None:
            raise TakenDownError

    def described(self, title: str | None, facts: Mapping[str, Any], at: datetime) -> Self:
        """What the artist says: a title, if any, and facts of music.domain.details.

        Saying what is known already changes nothing.
        """
        details = self.details.saying(facts)
        if title is not None:
            details = replace(details, untitled=False)
        if details == self.details and title in {None, self.title}:
            return self
        return self._saying(title, details, at)

    def tagged(
        self, upload_id: str, title: str | None, facts: Mapping[str, Any], at: datetime
    ) -> Self:
        """What a file's tags say, where the artist said nothing."""
        details = self.details.tagged(upload_id, facts)
        if details == self.details:
            return self
        named = title if details.untitled else None
        if named in {None, self.title} and details == replace(
            self.details, tags_of=details.tags_of
        ):
            return replace(self, details=details)
        return self._saying(named, details, at)

    def with_lyrics(
        self, which: Literal["plain", "synced"] | None, at: datetime, *, of_tags: bool = False
    ) -> Self:
        """Lyrics were kept, or there are none any more."""
        said = self.details.said | (set() if of_tags else {"lyrics"})
        details = replace(self.details, lyrics=which, said=said)
        return self if details == self.details else self._saying(None, details, at)

    def _saying(self, title: str | None, details: Details, at: datetime) -> Self:
        after = replace(self, title=title or self.title, details=details)
        return replace(after, revision=self.revision + 1, updated_at=at)

    def uploaded(self, upload_id: str, at: datetime) -> Self:
        """A file has arrived. Unchanged if a later one is already known."""
        if upload_id <= self._newest:
            return self
        return replace(self, processing=Processing(upload_id), updated_at=at)

    def progressed(
        self,
        upload_id: str,
        percent: int,
        at: datetime,
        *,
        stage: str | None = None,
        parts: dict[str, int] | None = None,
    ) -> Self:
        """The workflow is at `percent` (0 to 100). Never backwards, never after its end."""
        now = self._processing_of(upload_id)
        if now is None or now.state is State.FAILED:
            return self
        if now.state is State.PROCESSING and percent <= now.percent:
            return self
        step = replace(now, state=State.PROCESSING, percent=percent, stage=stage, parts=parts)
        return replace(self, processing=step, updated_at=at)

    def failed(self, upload_id: str, reason: str, at: datetime) -> Self:
        """The file cannot become a stream; what listeners already hear stays."""
        now = self._processing_of(upload_id)
        if now is None or now.state is State.FAILED:
            return self
        ended = replace(now, state=State.FAILED, reason=reason)
        return replace(self, processing=ended, updated_at=at)

    def ready(self, stream: Stream, at: datetime) -> Self:
        """From now on listeners hear this one, unless they already hear a later."""
        heard = self.stream
        if heard is not None and stream.order <= heard.order:
            return self
        waiting = self.processing
        if waiting is not None and waiting.upload_id <= stream.upload_id:
            waiting = None
        return replace(self, stream=stream, processing=waiting, updated_at=at)

    def same_recording(self, upload_id: str, track_ids: tuple[str, ...], at: datetime) -> Self:
        """An upload has the recording of these tracks too. A later upload's word replaces it."""
        known = self.same or Same("", ())
        if not track_ids or upload_id < known.upload_id:
            return self
        kept = known.track_ids if upload_id == known.upload_id else ()
        both = Same(upload_id, tuple(sorted({*kept, *track_ids})))
        return self if both == known else replace(self, same=both, updated_at=at)

    def no_longer_same(self, track_id: str, at: datetime) -> Self:
        """A track with the same recording is gone."""
        if self.same is None or track_id not in self.same.track_ids:
            return self
        left = tuple(other for other in self.same.track_ids if other != track_id)
        same = replace(self.same, track_ids=left) if left else None
        return replace(self, same=same, updated_at=at)

    @property
    def same_recording_as(self) -> tuple[str, ...]:
        """Said of the file that is heard or under way; of an earlier one it is no news."""
        same = self.same
        return same.track_ids if same and not self.hears_later(same.upload_id) else ()

    def hears_later(self, upload_id: str) -> bool:
        """Whether listeners hear a later file than this one."""
        return self.stream is not None and self.stream.upload_id > upload_id

    def _artwork_without(self, release_id: str) -> dict[str, Any] | None:
        """Pictures of a release go with it."""
        known = self.artwork
        return None if known and known["subject_id"] == release_id else known

    @property
    def _newest(self) -> str:
        known = [part.upload_id for part in (self.processing, self.stream) if part is not None]
        return max(known, default="")

    def _processing_of(self, upload_id: str) -> Processing | None:
        """The processing that an event about `upload_id` is about; it may be the first news."""
        if self.processing is not None and self.processing.upload_id == upload_id:
            return self.processing
        return Processing(upload_id) if upload_id > self._newest else None
