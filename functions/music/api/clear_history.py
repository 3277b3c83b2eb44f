"""Empty the caller's history, what they played last and their list of sessions.

Moderators no longer see those sessions, either. The plays stay counted, and are nobody's business.
What plays just now goes on to count, but stays out of the history, too. Safe to repeat.
"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.data import history

app = api()


@app.delete("/me/history", summary="Empty my history", status_code=HTTPStatus.NO_CONTENT)
def clear_history() -> Response[None]:
    history.clear(caller(app).id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(history.prepare)
handler = app.handler
