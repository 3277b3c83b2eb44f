"""Make a link that lets whoever has it work on a playlist, until a day."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from didit360 import database, limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.inputs import NUMBER
from music.api.collaborator_views import InvitationView, invitation_view
from music.api.playlist_fields import GivenPart
from music.api.playlist_guards import owned
from music.data import playlist_people
from music.domain.playlist import Part

# What it answers is a secret: it is not kept for replay, and another link does no harm.
app = api(safe=True)


class NewInvitation(Model):
    part: GivenPart = Part.EDITOR
    days: Annotated[int, Field(ge=1, le=30, description="that it is good for"), NUMBER] = 7


_USUAL = NewInvitation()


class Invitation(Model):
    invitation: InvitationView
    token: str = Field(description="for POST /invitations/accept; shown now and never again")


@app.post(
    "/playlists/<playlist_id>/invitations",
    summary="Make an invitation link",
    status_code=HTTPStatus.CREATED,
)
def create_invitation(playlist_id: str, body: NewInvitation = _USUAL) -> Invitation:
    me = caller(app)
    limits.spend("writes", app)
    owned(playlist_id, me)
    expires_at = now() + timedelta(days=body.days)
    link, token = playlist_people.invite(playlist_id, body.part, expires_at)
    return Invitation(invitation=invitation_view(link), token=token)


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
