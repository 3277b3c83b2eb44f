"""Forget where the caller left an item, on all devices."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.data import history

app = api()


@app.delete(
    "/me/resume/<item_id>",
    summary="Forget where I left a track",
    status_code=HTTPStatus.NO_CONTENT,
)
def delete_position(item_id: str) -> Response[None]:
    history.forget_position(caller(app).id, item_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(history.prepare)
handler = app.handler
