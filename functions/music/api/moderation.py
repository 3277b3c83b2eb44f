"""What moderators say when they take something down, and how it is shown."""

from pydantic import Field

from didit360.clock import rfc3339
from didit360.http import Model
from didit360.text import Prose
from music.domain.track import TakeDown


class Reason(Model):
    reason: Prose = Field(description="what the artist reads")


class TakeDownView(Model):
    """A moderator's decision. Nobody but the artist and moderators sees what it is about."""

    reason: str
    at: str


def take_down(taken: TakeDown | None) -> TakeDownView | None:
    return TakeDownView(reason=taken.reason, at=rfc3339(taken.at)) if taken else None
