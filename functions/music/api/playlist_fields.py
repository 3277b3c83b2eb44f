"""Fields that several operations on playlists take."""

from typing import Annotated, Literal, Self

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field, StringConstraints, model_validator

from didit360.http import Model
from didit360.text import LEGIBLE, LINES
from music.domain.playlist import MAX_AT_ONCE, Part, Place

Description = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=LINES), LEGIBLE
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_]*$")]
Entries = Annotated[list[Id], Field(min_length=1, max_length=MAX_AT_ONCE)]
Tracks = Annotated[list[Id], Field(min_length=1, max_length=MAX_AT_ONCE)]
PersonId = Annotated[
    str, Path(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]*$", description="a person's id")
]
GivenPart = Literal[Part.EDITOR, Part.VIEWER]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class EntryPlace(Model):
    """Where entries are put: at the start, at the end, or before or after another entry."""

    at: Literal["start", "end", "before", "after"] = "end"
    entry_id: Id | None = Field(None, description="the other one, of `before` and `after`")

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if (self.at in ("before", "after")) != (self.entry_id is not None):
            raise ValueError("entry_id belongs to `before` and `after`, and to nothing else")
        return self

    @property
    def meant(self) -> Place:
        return Place(self.at, self.entry_id)
