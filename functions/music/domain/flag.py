"""A flag: a track whose recording another artist had uploaded before, for a moderator to look at.

Nothing happens to the track by it. One flag a track, whatever it matches; a settled one opens again
only if a later file of the track matches a track that it did not match before.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from didit360.ids import twin


class FlagState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"


class Outcome(StrEnum):
    NO_ISSUE = "no_issue"
    TAKE_DOWN_REQUESTED = "take_down_requested"


@dataclass(frozen=True, slots=True)
class SameRecording:
    """An earlier track of another artist."""

    track_id: str
    artist_id: str
    similarity: float
    offset_ms: int


@dataclass(frozen=True, slots=True)
class Settlement:
    outcome: Outcome
    note: str
    by: str
    """A pseudonym: music.data.deciders."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Flag:
    track_id: str
    artist_id: str
    upload_id: str
    """The file that matched."""
    matches: tuple[SameRecording, ...]
    created_at: datetime
    settlement: Settlement | None = None

    @property
    def id(self) -> str:
        return flag_id(self.track_id)

    @property
    def state(self) -> FlagState:
        return FlagState.SETTLED if self.settlement else FlagState.OPEN

    def names(self, track_id: str) -> bool:
        return any(match.track_id == track_id for match in self.matches)

    def matched(self, upload_id: str, matches: tuple[SameRecording, ...]) -> Self:
        """What an upload matches. A later upload's matches replace those of an earlier one."""
        if upload_id < self.upload_id:
            return self
        kept = self.matches if upload_id == self.upload_id else ()
        new = {match.track_id for match in matches}
        all_of_it = (*(match for match in kept if match.track_id not in new), *matches)
        unheard_of = any(not self.names(track_id) for track_id in new)
        return replace(
            self,
            upload_id=upload_id,
            matches=all_of_it,
            settlement=None if unheard_of else self.settlement,
        )

    def unless_replaced(self, upload_id: str) -> Self | None:
        """The flag once listeners hear this upload: an open one about an earlier file is moot."""
        return None if self.settlement is None and self.upload_id < upload_id else self

    def without(self, track_id: str) -> Self | None:
        """The flag once a track that it matched is gone; None if nothing is left to look at."""
        left = tuple(match for match in self.matches if match.track_id != track_id)
        return replace(self, matches=left) if left else None

    def settled(self, outcome: Outcome, note: str, by: str, at: datetime) -> Self:
        """Who said what first stands: saying the same again changes nothing."""
        known = self.settlement
        if known and (known.outcome, known.note) == (outcome, note):
            return self
        return replace(self, settlement=Settlement(outcome, note, by, at))


def flag_id(track_id: str) -> str:
    return twin(track_id, "flg")
