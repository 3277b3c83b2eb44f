"""Rename or describe a playlist, or change who finds it."""

from dataclasses import replace
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360 import database
from didit360.etags import must_match, with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.text import Line
from music.api.playlist_fields import Description
from music.api.playlist_guards import owned
from music.api.playlist_views import PlaylistView, playlist_view
from music.data import catalogue, playlists
from music.domain.playlist import Part, Playlist, Visibility

app = api()


class PlaylistChange(Model):
    """What is not there stays as it is."""

    title: Line | None = None
    description: Description | None = None
    visibility: Visibility | None = None


@app.patch("/playlists/<playlist_id>", summary="Rename or describe a playlist, or hide it")
def update_playlist(
    playlist_id: str,
    body: PlaylistChange,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[PlaylistView]:
    me = caller(app)
    owned(playlist_id, me)

    def say(before: Playlist) -> Playlist:
        must_match(if_match, before.revision)
        return replace(before, **body.model_dump(exclude_none=True))

    playlist = playlists.change(playlist_id, say)
    return with_etag(playlist_view(playlist, Part.OWNER, me), playlist.revision)


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
