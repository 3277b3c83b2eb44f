"""Take one play out of the caller's history and list of sessions; moderators lose sight of it, too.

It stays counted, and is nobody's business. If it has not counted yet, it may, but stays out of the
history. Safe to repeat: 204 whether or not it stood there. Of somebody else's play the answer is
the same, so that nobody learns of it, and nothing is taken away. 404 is only for what is no play's
id at all: `ply_` and 26 more.
"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from music.data import history, sessions

app = api()


@app.delete(
    "/me/history/<play_id>",
    summary="Take one play out of my history",
    status_code=HTTPStatus.NO_CONTENT,
)
def forget_play(play_id: str) -> Response[None]:
    me = caller(app)
    if not is_id(play_id, "ply"):
        raise sessions.SessionNotFoundError
    history.forget(me.id, play_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(history.prepare)
handler = app.handler
