"""Come in by an invitation link: the caller works on its playlist from now on."""

from http import HTTPStatus

from didit360 import database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.playlist_fields import Token
from music.api.playlist_guards import blocked, seen
from music.api.playlist_views import PlaylistView, playlist_view
from music.data import catalogue, playlist_people

app = api()


class Acceptance(Model):
    token: Token


@app.post("/invitations/accept", summary="Accept an invitation", status_code=HTTPStatus.OK)
def accept_invitation(body: Acceptance) -> PlaylistView:
    me = caller(app)
    limits.spend("writes", app)
    invited_to = playlist_people.invited_to(body.token)
    if blocked(invited_to, me):
        raise playlist_people.LinkNotFoundError
    playlist_people.accept(body.token, me.id)
    playlist, part = seen(invited_to.id, me)
    return playlist_view(playlist, part, me)


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
