"""Who am I: the caller's id and roles, as the API sees them."""

from didit360.http import Model, api
from didit360.identity import Role, caller

app = api()


class Me(Model):
    id: str
    roles: list[Role]


@app.get("/me", summary="Who am I")
def get_me() -> Me:
    me = caller(app)
    return Me(id=me.id, roles=sorted(me.roles))


handler = app.handler
