"""Delete a track: it is gone at once; its files follow."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from music.api.guards import owned
from music.data import catalogue
from music.domain.track import TakenDownError

app = api()


@app.delete(
    "/tracks/<track_id>",
    summary="Delete a track and everything of it",
    status_code=HTTPStatus.NO_CONTENT,
)
def delete_track(track_id: str) -> Response[None]:
    owned(track_id, caller(app))
    try:
        catalogue.discard(track_id)
    except TakenDownError:
        detail = "A moderator took the track down: it stays until that is lifted."
        raise Conflict(detail, code="taken-down") from None
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(catalogue.prepare)
handler = app.handler
