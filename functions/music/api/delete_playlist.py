"""Delete a playlist: it is gone at once, for everybody."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_guards import owned
from music.data import playlists

app = api()


@app.delete(
    "/playlists/<playlist_id>", summary="Delete a playlist", status_code=HTTPStatus.NO_CONTENT
)
def delete_playlist(playlist_id: str) -> Response[None]:
    owned(playlist_id, caller(app))
    playlists.remove(playlist_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
