"""Fields that several operations on playlists take."""

from typing import Annotated, Any, Literal, Self

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import ConfigDict, Field, StringConstraints, model_validator

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


def _two_forms(schema: dict[str, Any]) -> None:
    """Say in the schema, too, which places take an entry: what `_says_which` asks."""
    fields = schema.pop("properties")
    [an_id] = [one for one in fields["entry_id"]["anyOf"] if one.get("type") != "null"]
    whole = {"type": schema.pop("type"), "additionalProperties": schema.pop("additionalProperties")}
    of_all = {
        "at": {
            "type": "string",
            "enum": ["start", "end"],
            "default": fields["at"]["default"],
            "description": "Of all the entries there are.",
        },
        "entry_id": {"type": "null", "description": "These places need none."},
    }
    of_another = {
        "at": {
            "type": "string",
            "enum": ["before", "after"],
            "description": "Beside the entry that `entry_id` says.",
        },
        "entry_id": an_id | {"description": "The other entry's `id`."},
    }
    schema["oneOf"] = [
        whole | {"properties": of_all},
        whole | {"properties": of_another, "required": ["at", "entry_id"]},
    ]


class EntryPlace(Model):
    """Where entries are put: at the start, at the end, or before or after another entry."""

    model_config = ConfigDict(json_schema_extra=_two_forms)

    at: Literal["start", "end", "before", "after"] = "end"
    entry_id: Id | None = None

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if (self.at in ("before", "after")) != (self.entry_id is not None):
            raise ValueError("entry_id belongs to `before` and `after`, and to nothing else")
        return self

    @property
    def meant(self) -> Place:
        return Place(self.at, self.entry_id)
