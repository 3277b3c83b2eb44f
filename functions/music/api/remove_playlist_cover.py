"""Take the owner's picture off a playlist, and any that is still under way: it shows a mosaic."""

from dataclasses import replace
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import database, ids
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_guards import owned
from music.data import playlists
from music.domain.playlist import Playlist

app = api()


@app.delete(
    "/playlists/<playlist_id>/cover",
    summary="Remove a playlist's own cover",
    status_code=HTTPStatus.NO_CONTENT,
)
def remove_playlist_cover(playlist_id: str) -> Response[None]:
    owned(playlist_id, caller(app))
    playlists.change(playlist_id, _uncovered)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _uncovered(known: Playlist) -> Playlist:
    return replace(known, cover=None, refused_cover=None, cover_removed=ids.new("upl"))


before_snapshot(database.prepare)
handler = app.handler
