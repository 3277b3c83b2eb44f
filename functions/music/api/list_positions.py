"""List what the caller began and did not end, the latest first: to go on with.

Each track once, as the device left it that spoke of it last: what that one heard to its end is not
in it, wherever others are.
"""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.history_views import LeftTrack, left
from music.data import catalogue, positions

app = api()


class LeftTracks(Model):
    items: list[LeftTrack]
    next: str | None


@app.get("/me/resume", summary="What I began and did not end")
def list_positions(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> LeftTracks:
    me = caller(app)
    scope = f"resume/{me.id}"
    found, rest = positions.unfinished(me.id, limit=limit, after=cursors.read(cursor, scope=scope))
    return LeftTracks(items=left(found, me), next=cursors.sign(rest, scope=scope))


before_snapshot(catalogue.prepare)
before_snapshot(positions.prepare)
handler = app.handler
