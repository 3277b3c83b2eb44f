"""Show moderators which tracks have another artist's recording; open flags first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from music.api.flag_views import FlagView, views
from music.data import catalogue, deciders, flags

app = api()

_SCOPE = "flags"


class Flags(Model):
    items: list[FlagView]
    next: str | None


@app.get("/flags", summary="Recordings that another artist had uploaded before")
def list_flags(
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Flags:
    caller(app).must_be(Role.MODERATOR)
    found, rest = flags.page(limit=limit, after=cursors.read(cursor, scope=_SCOPE))
    return Flags(items=views(found), next=cursors.sign(rest, scope=_SCOPE))


before_snapshot(catalogue.prepare)
before_snapshot(deciders.prepare)
before_snapshot(flags.prepare)
handler = app.handler
