"""What the market shows of a token beside what the chain says: the edition that it is."""

from dataclasses import dataclass, field
from typing import Any

NOBODY = 2**62
"""The revision of somebody who is gone: nothing that was said before can come after it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of the work, as music told of it last."""

    genres: tuple[str, ...] = ()
    explicit: bool = False
    artwork: dict[str, Any] | None = None
    offered: bool = False
    """Whether everybody finds the work: what was withdrawn or taken down is offered to nobody."""


@dataclass(frozen=True, slots=True)
class Listed:
    token_id: int
    edition_id: str
    """edn_..."""
    work_id: str
    kind: str
    """track, video or release."""
    edition_kind: str
    """fixed, timed or one-of-one."""
    artist_id: str
    title: str
    artist_name: str
    facts: Facts = field(default_factory=Facts)
    revision: int = 1
    """Of the artist's card: rises with each change; a lower one is older news."""
