"""List what stands in a playlist, in its order."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors, database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_guards import seen
from music.api.playlist_views import PlaylistEntries, entry_views
from music.data import catalogue, playlist_entries

app = api()


@app.get("/playlists/<playlist_id>/entries", summary="What stands in a playlist")
def list_entries(
    playlist_id: str,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> PlaylistEntries:
    me = caller(app)
    seen(playlist_id, me)
    scope = f"entries/{playlist_id}"
    entries, rest = playlist_entries.page(
        playlist_id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return PlaylistEntries(items=entry_views(entries, me), next=cursors.sign(rest, scope=scope))


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
