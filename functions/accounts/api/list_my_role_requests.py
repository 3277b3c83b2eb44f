"""List what I asked for and what became of it, newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from accounts.api.guards import mine
from accounts.api.request_views import Requests, request_view
from accounts.data import role_requests
from didit360 import cursors, database
from didit360.http import api, before_snapshot

app = api()


@app.get("/me/role-requests", summary="My requests for roles")
def list_my_role_requests(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Requests:
    me = mine(app)
    scope = f"my-role-requests/{me.id}"
    found, rest = role_requests.of(me.id, limit=limit, after=cursors.read(cursor, scope=scope))
    return Requests(
        items=[request_view(one) for one in found], next=cursors.sign(rest, scope=scope)
    )


before_snapshot(database.prepare)
handler = app.handler
