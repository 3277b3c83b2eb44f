"""List whom I block, newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from accounts.api.guards import mine
from accounts.api.views import People, person_view
from accounts.data import ties
from didit360 import cursors, database
from didit360.http import api, before_snapshot

app = api()


@app.get("/me/blocks", summary="Whom I block")
def list_blocks(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> People:
    me = mine(app)
    scope = f"blocks/{me.id}"
    found, rest = ties.blocked(me.id, limit=limit, after=cursors.read(cursor, scope=scope))
    return People(items=[person_view(one) for one in found], next=cursors.sign(rest, scope=scope))


before_snapshot(database.prepare)
handler = app.handler
