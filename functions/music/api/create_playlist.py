"""Begin a playlist: it is private unless said otherwise."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import database, limits
from didit360.etags import with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.text import Line
from music.api.playlist_fields import Description
from music.api.playlist_views import PlaylistView, playlist_view
from music.data import playlists
from music.domain.playlist import Part, Visibility

app = api()


class NewPlaylist(Model):
    title: Line
    description: Description = ""
    visibility: Visibility = Visibility.PRIVATE


@app.post("/playlists", summary="Create a playlist", status_code=HTTPStatus.CREATED)
def create_playlist(body: NewPlaylist) -> Response[PlaylistView]:
    me = caller(app)
    limits.spend("writes", app)
    made = playlists.create(me.id, body.title, body.description, body.visibility)
    shown = playlist_view(made, Part.OWNER, me)
    return with_etag(shown, made.revision, status=HTTPStatus.CREATED)


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
