"""Show those who work on a playlist each other, without those who block who asks."""

from didit360 import database, people
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Forbidden
from music.api.collaborator_views import Collaborators, collaborator_views
from music.api.playlist_guards import seen
from music.data import playlist_people
from music.domain.playlist import Collaborator, Part

app = api()


@app.get("/playlists/<playlist_id>/collaborators", summary="Who works on a playlist")
def list_collaborators(playlist_id: str) -> Collaborators:
    me = caller(app)
    playlist, part = seen(playlist_id, me)
    if part is None:
        raise Forbidden("Only those who collaborate in the playlist see who does.")
    owner = Collaborator(playlist.owner_id, Part.OWNER, playlist.created_at)
    found = [owner, *playlist_people.collaborators(playlist_id)]
    # No owner has to remove somebody whom they don't see: blocking them ends it (person_blocked).
    hidden = people.blocked_by(me.id, {one.person_id for one in found})
    shown = [one for one in found if one.person_id not in hidden]
    return Collaborators(items=collaborator_views(shown))


before_snapshot(database.prepare)
handler = app.handler
