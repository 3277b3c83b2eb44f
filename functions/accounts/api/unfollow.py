"""Follow a person no more. Safe to repeat."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from accounts.api.fields import PersonId
from accounts.api.guards import mine
from accounts.data import ties
from didit360 import database
from didit360.http import api, before_snapshot

app = api()


@app.delete(
    "/me/following/<person_id>", summary="Unfollow a person", status_code=HTTPStatus.NO_CONTENT
)
def unfollow(person_id: PersonId) -> Response[None]:
    me = mine(app)
    ties.unfollow(me.id, person_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
