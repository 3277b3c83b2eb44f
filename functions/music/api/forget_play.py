"""Take one play out of the caller's history. It stays counted, and is nobody's business."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.data import history

app = api()


@app.delete(
    "/me/history/<play_id>",
    summary="Take one play out of my history",
    status_code=HTTPStatus.NO_CONTENT,
)
def forget_play(play_id: str) -> Response[None]:
    history.forget(caller(app).id, play_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(history.prepare)
handler = app.handler
