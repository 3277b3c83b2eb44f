"""What search and suggestions take and show alike."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from didit360 import people, pictures
from didit360.http import Model
from didit360.identity import Caller
from didit360.pictures import PictureView
from music.data.search import Hit
from music.data.search_suggest import Suggestion
from music.domain.search import MAX_CHARACTERS

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"

KindName = Literal["artist", "release", "track", "video", "playlist", "person"]

Text = Annotated[
    str,
    Query(
        min_length=1,
        max_length=MAX_CHARACTERS,
        pattern=ONE_LINE,
        description="as typed: with mistakes, without accents, the last word unfinished",
    ),
]

Found = TypeVar("Found", Hit, Suggestion)


class OwnerView(Model):
    id: str
    name: str | None = Field(description="null while it is not known")


class ThingView(Model):
    """Something that was found: where it is shown, by its kind and id."""

    kind: KindName
    id: str = Field(description="of a person or an artist, the person's")
    title: str = Field(description="a title, or a name")
    owner: OwnerView | None = Field(description="whose it is; null of people")
    handle: str | None = Field(None, description="of people")
    picture: PictureView | None


def thing(found: Hit | Suggestion) -> dict[str, Any]:
    """What ThingView takes."""
    of_person = found.id == found.owner_id
    return {
        "kind": found.kind,
        "id": found.id,
        "title": found.title,
        "owner": None if of_person else OwnerView(id=found.owner_id, name=found.owner_name or None),
        "handle": found.card.get("handle"),
        "picture": pictures.shown(found.card.get("picture")),
    }


def visible(found: Iterable[Found], me: Caller) -> list[Found]:
    """Without what belongs to people who block the caller."""
    found = list(found)
    blocked = people.blocked_by(me.id, {one.owner_id for one in found})
    return [one for one in found if one.owner_id not in blocked]
