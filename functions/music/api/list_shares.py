"""List a playlist's share links, the newest first; not their tokens."""

from didit360 import database
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.collaborator_views import ShareView, share_view
from music.api.playlist_guards import owned
from music.data import playlist_people

app = api()


class Shares(Model):
    items: list[ShareView]
    next: str | None = None


@app.get("/playlists/<playlist_id>/shares", summary="Share links of a playlist")
def list_shares(playlist_id: str) -> Shares:
    owned(playlist_id, caller(app))
    return Shares(items=[share_view(link) for link in playlist_people.shares(playlist_id)])


before_snapshot(database.prepare)
handler = app.handler
