"""List the caller's playlists and those they collaborate in, the newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors, database, people
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_views import Playlists, playlist_views
from music.data import catalogue, playlists

app = api()


@app.get("/me/playlists", summary="My playlists")
def list_my_playlists(
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Playlists:
    me = caller(app)
    scope = f"playlists/{me.id}"
    found, rest = playlists.of_person(me.id, limit=limit, after=cursors.read(cursor, scope=scope))
    blocked = people.blocked_by(me.id, {playlist.owner_id for playlist, _ in found})
    listed = [(playlist, part) for playlist, part in found if playlist.owner_id not in blocked]
    return Playlists(items=playlist_views(listed, me), next=cursors.sign(rest, scope=scope))


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
