"""Let a person work on a playlist, or change as what."""

from didit360 import database, limits, people
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict, NotFound, Unprocessable
from music.api.collaborator_views import CollaboratorView, collaborator_views
from music.api.playlist_fields import GivenPart, PersonId
from music.api.playlist_guards import owned
from music.data import playlist_people

app = api()


class NewPart(Model):
    part: GivenPart


@app.put(
    "/playlists/<playlist_id>/collaborators/<person_id>", summary="Make somebody a collaborator"
)
def put_collaborator(
    playlist_id: str,
    person_id: PersonId,
    body: NewPart,
) -> CollaboratorView:
    me = caller(app)
    limits.spend("writes", app)
    owned(playlist_id, me)
    if person_id == me.id:
        raise Unprocessable("The owner is more than a collaborator.", code="is-owner")
    if people.card(person_id) is None or people.blocked_by(me.id, [person_id]):
        raise NotFound("There is no such person.", code="no-such-person")
    if people.blocked_by(person_id, [me.id]):
        raise Conflict("You have blocked this person.", code="blocked")
    return collaborator_views([playlist_people.put(playlist_id, person_id, body.part)])[0]


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
