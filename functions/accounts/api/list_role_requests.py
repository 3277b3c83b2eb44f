"""Show moderators who asks for a role; who has waited longest is first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from accounts.api.request_views import Requests, request_view
from accounts.data import role_requests
from accounts.domain.roles import RequestState
from didit360 import cursors, database
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller

app = api()


@app.get("/role-requests", summary="Requests for roles")
def list_role_requests(
    state: RequestState = RequestState.OPEN,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Requests:
    caller(app).must_be(Role.MODERATOR, Role.ADMIN)
    scope = f"role-requests/{state}"
    found, rest = role_requests.in_state(
        state, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return Requests(
        items=[request_view(one) for one in found], next=cursors.sign(rest, scope=scope)
    )


before_snapshot(database.prepare)
handler = app.handler
