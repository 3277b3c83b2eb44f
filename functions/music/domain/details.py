"""What an artist says of a track beyond its title, and what its file's tags say in their place.

A fact is the artist's from the moment that they say it, also that there is none: from then on no
file's tags touch it. What they never said is filled from the tags of the newest file that has it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Literal, Self

MAX_CONTRIBUTORS = 50
MAX_GENRES = 5
MAX_MOODS = 5


class ContributorRole(StrEnum):
    MAIN_ARTIST = "main_artist"
    FEATURED_ARTIST = "featured_artist"
    REMIXER = "remixer"
    COMPOSER = "composer"
    LYRICIST = "lyricist"
    SONGWRITER = "songwriter"
    ARRANGER = "arranger"
    PRODUCER = "producer"
    CO_PRODUCER = "co_producer"
    CONDUCTOR = "conductor"
    ORCHESTRA = "orchestra"
    ENSEMBLE = "ensemble"
    CHOIR = "choir"
    VOCALIST = "vocalist"
    BACKGROUND_VOCALIST = "background_vocalist"
    RAPPER = "rapper"
    DJ = "dj"
    GUITARIST = "guitarist"
    BASSIST = "bassist"
    DRUMMER = "drummer"
    PERCUSSIONIST = "percussionist"
    KEYBOARDIST = "keyboardist"
    PIANIST = "pianist"
    STRINGS = "strings"
    WINDS = "winds"
    BRASS = "brass"
    INSTRUMENTALIST = "instrumentalist"
    PROGRAMMER = "programmer"
    RECORDING_ENGINEER = "recording_engineer"
    MIXING_ENGINEER = "mixing_engineer"
    MASTERING_ENGINEER = "mastering_engineer"
    ENGINEER = "engineer"
    ACTOR = "actor"
    NARRATOR = "narrator"
    DIRECTOR = "director"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Contributor:
    name: str
    role: ContributorRole
    person_id: str | None = None
    """Of somebody who is here."""


@dataclass(frozen=True, slots=True)
class RightsLine:
    """(C) or (P): the year of first publication, and whose the rights are."""

    year: int
    holder: str


@dataclass(frozen=True, slots=True)
class Details:
    version: str | None = None
    """As in "Live" or "Radio Edit"."""
    contributors: tuple[Contributor, ...] = ()
    genres: tuple[str, ...] = ()
    """Ids of music.domain.genres, the foremost first."""
    moods: tuple[str, ...] = ()
    explicit: bool | None = None
    language: str | None = None
    """ISO 639, as BCP 47 writes it; zxx: nothing is sung."""
    isrc: str | None = None
    """Without hyphens."""
    copyright_line: RightsLine | None = None
    """(C): of the words and the music."""
    recording_line: RightsLine | None = None
    """(P): of the recording."""
    tempo_bpm: float | None = None
    key: str | None = None
    """As in "F# minor"."""
    said: frozenset[str] = frozenset()
    """Names of the facts that the artist has spoken of."""
    untitled: bool = False
    """Whether the track's title is no word of the artist's."""
    lyrics: Literal["plain", "synced"] | None = None
    """Which there are: they are kept apart (music.data.lyrics)."""
    tags_of: str | None = None
    """The newest upload whose tags were read."""

    def saying(self, facts: Mapping[str, Any]) -> Self:
        """The artist says these facts, whatever they were."""
        return replace(self, **facts, said=self.said | set(facts))

    def tagged(self, upload_id: str, facts: Mapping[str, Any]) -> Self:
        """A file's tags fill what the artist never spoke of; those of an earlier file nothing."""
        if self.tags_of is not None and upload_id < self.tags_of:
            return self
        open_to_tags = {name: fact for name, fact in facts.items() if name not in self.said}
        return replace(self, **open_to_tags, tags_of=upload_id)

    def without(self, person_id: str) -> Self:
        """Nobody of that id is credited; the names stay."""
        credited = tuple(
            replace(one, person_id=None) if one.person_id == person_id else one
            for one in self.contributors
        )
        return replace(self, contributors=credited)

    @property
    def prefilled(self) -> tuple[str, ...]:
        """Names of the facts that are a file's tags'."""
        return tuple(name for name in NAMES if getattr(self, name) and name not in self.said)

    def as_dict(self) -> dict[str, Any]:
        """As JSON; what is not known is left out."""
        kept: dict[str, Any] = {
            name: fact for name in NAMES if (fact := getattr(self, name)) not in (None, ())
        }
        for name in ("copyright_line", "recording_line"):
            if name in kept:
                kept[name] = [kept[name].year, kept[name].holder]
        if self.contributors:
            kept["contributors"] = [[c.name, str(c.role), c.person_id] for c in self.contributors]
        if self.said:
            kept["said"] = sorted(self.said)
        if self.untitled:
            kept["untitled"] = True
        if self.lyrics:
            kept["lyrics"] = self.lyrics
        if self.tags_of:
            kept["tags_of"] = self.tags_of
        return kept

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any] | None) -> Self:
        if not kept:
            return cls()
        known = {**kept, "said": frozenset(kept.get("said", ()))}
        for name in ("genres", "moods"):
            known[name] = tuple(kept.get(name, ()))
        for name in ("copyright_line", "recording_line"):
            if name in kept:
                known[name] = RightsLine(int(kept[name][0]), kept[name][1])
        known["contributors"] = contributors_from(kept.get("contributors", ()))
        return cls(**known)


NAMES = tuple(
    field.name
    for field in fields(Details)
    if field.name not in {"said", "untitled", "lyrics", "tags_of"}
)


def contributors_from(kept: Iterable[Any]) -> tuple[Contributor, ...]:
    return tuple(
        Contributor(name, ContributorRole(role), person_id) for name, role, person_id in kept
    )
