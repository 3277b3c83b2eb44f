"""A playlist: who may see it, who may change what, and how much there may be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

MAX_ENTRIES = 10_000
MAX_AT_ONCE = 100
"""Entries that one request adds, moves or removes."""

MAX_PLAYLISTS = 500
"""Of one person."""

MAX_COLLABORATORS = 50
MAX_INVITATIONS = MAX_SHARES = 20
"""Links of a playlist that are open at once."""

MOSAIC = 4
"""Pictures of a playlist that has none of its own."""


class Visibility(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    """Seen by collaborators, and by whoever has a share link."""
    PRIVATE = "private"


class Part(StrEnum):
    """What somebody is to a playlist."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


EDITING = (Part.OWNER, Part.EDITOR)
"""Those who change what is in a playlist."""

Invited = Literal[Part.EDITOR, Part.VIEWER]


@dataclass(frozen=True, slots=True)
class Playlist:
    id: str
    owner_id: str
    title: str
    description: str
    visibility: Visibility
    cover: dict[str, Any] | None
    """The owner's own picture, as `image_ready` tells it."""
    refused_cover: dict[str, Any] | None
    """A later picture that was sent and can't be the cover: upload_id, code, reason."""
    cover_removed: str
    """The id that an upload would have had when a cover was last removed; empty: never."""
    entry_count: int
    revision: int
    """Of what its owner says of it; the ETag."""
    version: int
    """Of all of it: every change of its entries raises it too."""
    created_at: datetime
    updated_at: datetime

    def seen_by(self, part: Part | None) -> bool:
        """Whether somebody finds it by its id; `part` is what they are to it, if anything."""
        return part is not None or self.visibility is Visibility.PUBLIC

    @property
    def linked(self) -> bool:
        """Whether share links open it."""
        return self.visibility is not Visibility.PRIVATE


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    track_id: str
    added_by: str | None
    """None: somebody who was erased."""
    added_at: datetime
    position: str
    moves: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where entries are put: before or after another one, or else at the start or the end."""

    at: Literal["start", "end", "before", "after"] = "end"
    entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class Collaborator:
    person_id: str
    part: Part
    since: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """An invitation (`inv_...`, with the part it gives and an end) or a share link (`shr_...`)."""

    id: str
    created_at: datetime
    part: Part | None = None
    expires_at: datetime | None = None
