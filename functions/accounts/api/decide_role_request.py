"""Grant or refuse a role that somebody asked for. Saying the same again changes nothing."""

from typing import Literal

from accounts.api.guards import mine
from accounts.api.request_views import RequestView, request_view
from accounts.data import role_requests
from accounts.domain.roles import RequestState
from didit360 import database
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.ids import is_id
from didit360.text import Prose

app = api()


class NewDecision(Model):
    outcome: Literal[RequestState.GRANTED, RequestState.REFUSED]
    reason: Prose


@app.put("/role-requests/<request_id>/decision", summary="Grant or refuse a role")
def decide_role_request(request_id: str, body: NewDecision) -> RequestView:
    caller(app).must_be(Role.MODERATOR, Role.ADMIN)
    moderator = mine(app)
    if not is_id(request_id, "rrq"):
        raise role_requests.RequestNotFoundError
    decided = role_requests.decide(request_id, moderator.id, body.outcome, body.reason)
    return request_view(decided)


before_snapshot(database.prepare)
handler = app.handler
