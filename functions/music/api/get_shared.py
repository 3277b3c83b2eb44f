"""Show the playlist of a share link."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path

from didit360 import database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_guards import shared
from music.api.playlist_views import PlaylistView, playlist_view
from music.data import catalogue, playlists

app = api()


@app.get("/shared/<token>", summary="The playlist of a share link")
def get_shared(token: Annotated[str, Path(min_length=1, max_length=100)]) -> PlaylistView:
    me = caller(app)
    playlist, part = playlists.find(shared(token, me).id, me.id)
    return playlist_view(playlist, part, me)


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
