"""What moderators say when they take something down, and how it is shown."""

from typing import Annotated

from pydantic import Field, StringConstraints

from didit360.clock import rfc3339
from didit360.http import Model
from music.domain.track import TakeDown


class Reason(Model):
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
        Field(description="what the artist reads"),
    ]


class TakeDownView(Model):
    """A moderator's decision. Nobody but the artist and moderators sees what it is about."""

    reason: str
    at: str


def take_down(taken: TakeDown | None) -> TakeDownView | None:
    return TakeDownView(reason=taken.reason, at=rfc3339(taken.at)) if taken else None
