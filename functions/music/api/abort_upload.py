"""Give an upload up: nothing that was sent of it stays."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import uploads
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.guards import owned
from music.data import catalogue

app = api()


@app.delete(
    "/tracks/<track_id>/uploads/<upload_id>",
    summary="Abort an upload",
    status_code=HTTPStatus.NO_CONTENT,
)
def abort_upload(track_id: str, upload_id: str) -> Response[None]:
    artist = caller(app)
    uploads.abort(owned(track_id, artist).media_id, upload_id, artist.id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(catalogue.prepare)
handler = app.handler
