"""Take on a role that anybody may have: fan or artist.

The role is in the tokens issued from then on, so the app refreshes its token afterwards.
"""

from http import HTTPStatus

from accounts.data import people
from accounts.domain.roles import may_be_joined
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.problems import Forbidden

app = api()


class NewRole(Model):
    role: Role


class Joined(Model):
    roles: list[Role]
    detail: str = "Refresh your token: the role is in the tokens issued from now on."


@app.post("/roles", summary="Become a fan or an artist", status_code=HTTPStatus.CREATED)
def join_role(body: NewRole) -> Joined:
    me = caller(app)
    if not may_be_joined(body.role):
        raise Forbidden(f"The role {body.role} is given by an administrator.")
    people.add_role(me.username, body.role)
    return Joined(roles=sorted(me.roles | {body.role}))


before_snapshot(people.prepare)
handler = app.handler
