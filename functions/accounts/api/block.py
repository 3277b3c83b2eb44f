"""Block a person: they see nothing of me, and nobody follows anybody. Safe to repeat."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from accounts.api.fields import PersonId
from accounts.api.guards import mine
from accounts.data import ties
from didit360 import database
from didit360.http import api, before_snapshot
from didit360.problems import Unprocessable

app = api()


@app.put(
    "/me/blocks/<person_id>",
    summary="Block a person",
    status_code=HTTPStatus.NO_CONTENT,
)
def block(person_id: PersonId) -> Response[None]:
    me = mine(app)
    if person_id == me.id:
        raise Unprocessable("Nobody blocks themselves.", code="oneself")
    ties.block(me.id, person_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
