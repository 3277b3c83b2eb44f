"""List a playlist's open invitations, the newest first; not their tokens."""

from didit360 import database
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.collaborator_views import InvitationView, invitation_view
from music.api.playlist_guards import owned
from music.data import playlist_people

app = api()


class Invitations(Model):
    items: list[InvitationView]
    next: str | None = None


@app.get("/playlists/<playlist_id>/invitations", summary="Open invitations to a playlist")
def list_invitations(playlist_id: str) -> Invitations:
    owned(playlist_id, caller(app))
    found = playlist_people.invitations(playlist_id)
    return Invitations(items=[invitation_view(link) for link in found])


before_snapshot(database.prepare)
handler = app.handler
