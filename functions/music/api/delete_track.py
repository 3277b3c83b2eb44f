"""Delete a track: it is gone at once; its files follow."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.guards import owned
from music.data import catalogue

app = api()


@app.delete(
    "/tracks/<track_id>",
    summary="Delete a track and everything of it",
    status_code=HTTPStatus.NO_CONTENT,
)
def delete_track(track_id: str) -> Response[None]:
    catalogue.remove(owned(track_id, caller(app)))
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(catalogue.prepare)
handler = app.handler
