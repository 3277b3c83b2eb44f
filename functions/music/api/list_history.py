"""List what the caller heard, every play that counted, the one heard last first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.history_views import HeardTracks, heard
from music.data import catalogue, history

app = api()


@app.get("/me/history", summary="What I heard, the last first")
def list_history(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> HeardTracks:
    me = caller(app)
    scope = f"history/{me.id}"
    found, rest = history.page(me.id, limit=limit, after=cursors.read(cursor, scope=scope))
    return HeardTracks(items=heard(found, me), next=cursors.sign(rest, scope=scope))


before_snapshot(catalogue.prepare)
before_snapshot(history.prepare)
handler = app.handler
