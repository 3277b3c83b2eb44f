"""Take a share link back: it shows nothing any more."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from music.api.playlist_guards import owned
from music.data import playlist_people

app = api()


@app.delete(
    "/playlists/<playlist_id>/shares/<share_id>",
    summary="Revoke a share link",
    status_code=HTTPStatus.NO_CONTENT,
)
def revoke_share(playlist_id: str, share_id: str) -> Response[None]:
    owned(playlist_id, caller(app))
    if not is_id(share_id, "shr"):
        raise playlist_people.LinkNotFoundError
    playlist_people.revoke_share(playlist_id, share_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
