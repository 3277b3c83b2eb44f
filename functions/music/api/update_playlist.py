"""Rename or describe a playlist, or change who finds it."""

from dataclasses import replace
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360 import database
from didit360.etags import must_match, with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.inputs import Change, unsaid
from didit360.text import Line
from music.api.playlist_fields import Description
from music.api.playlist_guards import owned
from music.api.playlist_views import PlaylistView, playlist_view
from music.data import catalogue, playlists
from music.domain.playlist import Part, Playlist, Visibility

app = api()


class PlaylistChange(Change):
    """What is not there stays as it is; null takes away what need not be there."""

    title: Line = unsaid()
    description: Description | None = None
    visibility: Visibility = unsaid()


@app.patch("/playlists/<playlist_id>", summary="Rename or describe a playlist, or hide it")
def update_playlist(
    playlist_id: str,
    body: PlaylistChange,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[PlaylistView]:
    me = caller(app)
    owned(playlist_id, me)
    said = body.said()
    if "description" in said:
        said["description"] = body.description or ""

    def say(before: Playlist) -> Playlist:
        must_match(if_match, before.revision)
        return replace(before, **said)

    playlist = playlists.change(playlist_id, say)
    return with_etag(playlist_view(playlist, Part.OWNER, me), playlist.revision)


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
