"""Ask for a role. Moderators and admins are made by a command alone."""

from http import HTTPStatus
from typing import Literal

from pydantic import Field

from accounts.api.fields import Links
from accounts.api.guards import mine
from accounts.api.request_views import RequestView, request_view
from accounts.data import role_requests
from didit360 import database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role
from didit360.text import Prose

app = api()


class NewRequest(Model):
    role: Literal[Role.ARTIST, Role.PODCASTER, Role.AUTHOR, Role.DJ, Role.PRODUCER]
    reason: Prose
    links: Links = Field(default_factory=list)


@app.post("/role-requests", summary="Ask for a role", status_code=HTTPStatus.CREATED)
def create_role_request(body: NewRequest) -> RequestView:
    me = mine(app)
    limits.spend("writes", app)
    return request_view(role_requests.ask(me.id, body.role, body.reason, body.links))


before_snapshot(database.prepare)
handler = app.handler
