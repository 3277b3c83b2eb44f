"""Follow a person. Safe to repeat."""

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
    "/me/following/<person_id>",
    summary="Follow a person",
    status_code=HTTPStatus.NO_CONTENT,
)
def follow(person_id: PersonId) -> Response[None]:
    me = mine(app)
    if person_id == me.id:
        raise Unprocessable("Nobody follows themselves.", code="oneself")
    ties.follow(me.id, person_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
