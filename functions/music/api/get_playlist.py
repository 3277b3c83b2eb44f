"""Show a playlist, to whom it is for; what is in it is a list of its own."""

from aws_lambda_powertools.event_handler import Response

from didit360 import database
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_guards import seen
from music.api.playlist_views import PlaylistView, playlist_view
from music.data import catalogue

app = api()


@app.get("/playlists/<playlist_id>", summary="A playlist")
def get_playlist(playlist_id: str) -> Response[PlaylistView]:
    me = caller(app)
    playlist, part = seen(playlist_id, me)
    return with_etag(playlist_view(playlist, part, me), playlist.revision)


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
