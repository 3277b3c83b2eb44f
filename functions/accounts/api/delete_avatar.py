"""Take my avatar away, and any that is still under way. Safe to repeat."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from accounts.api.guards import mine
from accounts.data import avatars
from didit360 import database
from didit360.http import api, before_snapshot

app = api()


@app.delete("/me/avatar", summary="Remove my avatar", status_code=HTTPStatus.NO_CONTENT)
def delete_avatar() -> Response[None]:
    avatars.remove(mine(app).id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
