"""Come in by an invitation link: the caller works on its playlist from now on."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import database, limits, people
from didit360.etags import with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from music.api.playlist_fields import Token
from music.api.playlist_guards import blocked, seen
from music.api.playlist_views import PlaylistView, playlist_view
from music.data import catalogue, playlist_people

app = api()


class Acceptance(Model):
    token: Token


@app.post("/invitations/accept", summary="Accept an invitation", status_code=HTTPStatus.OK)
def accept_invitation(body: Acceptance) -> Response[PlaylistView]:
    me = caller(app)
    limits.spend("writes", app)
    invited_to = playlist_people.invited_to(body.token)
    if blocked(invited_to, me):
        raise playlist_people.LinkNotFoundError
    if people.blocked_by(invited_to.owner_id, [me.id]):
        raise Conflict("You have blocked the playlist's owner.", code="blocked")
    playlist_people.accept(body.token, me.id)
    playlist, part = seen(invited_to.id, me)
    return with_etag(playlist_view(playlist, part, me), playlist.revision)


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
