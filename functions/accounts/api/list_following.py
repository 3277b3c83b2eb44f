"""List whom a person follows, newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from accounts.api.fields import Person
from accounts.api.guards import mine, seen
from accounts.api.views import People, person_view
from accounts.data import ties
from didit360 import cursors, database
from didit360.http import api, before_snapshot

app = api()


@app.get("/people/<person>/following", summary="Whom a person follows")
def list_following(
    person: Person,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> People:
    me = mine(app)
    other = seen(person, me)
    scope = f"following/{other.id}"
    found, rest = ties.following(
        other.id, me.id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return People(items=[person_view(one) for one in found], next=cursors.sign(rest, scope=scope))


before_snapshot(database.prepare)
handler = app.handler
