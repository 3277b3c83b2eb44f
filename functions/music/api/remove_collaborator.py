"""End a collaboration: the owner anybody's, everybody else their own."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_fields import PersonId
from music.api.playlist_guards import owned, seen
from music.data import playlist_people

app = api()


@app.delete(
    "/playlists/<playlist_id>/collaborators/<person_id>",
    summary="Remove a collaborator, or leave",
    status_code=HTTPStatus.NO_CONTENT,
)
def remove_collaborator(playlist_id: str, person_id: PersonId) -> Response[None]:
    me = caller(app)
    if person_id == me.id:
        seen(playlist_id, me)
    else:
        owned(playlist_id, me)
    playlist_people.take_out(playlist_id, person_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
