"""Take an invitation back; who came by it stays."""

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
    "/playlists/<playlist_id>/invitations/<invitation_id>",
    summary="Revoke an invitation",
    status_code=HTTPStatus.NO_CONTENT,
)
def revoke_invitation(playlist_id: str, invitation_id: str) -> Response[None]:
    owned(playlist_id, caller(app))
    if not is_id(invitation_id, "inv"):
        raise playlist_people.LinkNotFoundError
    playlist_people.revoke_invitation(playlist_id, invitation_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
