"""List what stands in the playlist of a share link."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from didit360 import cursors, database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.playlist_guards import shared
from music.api.playlist_views import PlaylistEntries, entry_views
from music.data import catalogue, playlist_entries

app = api()


@app.get("/shared/<token>/entries", summary="What stands in the playlist of a share link")
def list_shared_entries(
    token: Annotated[str, Path(min_length=1, max_length=100)],
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> PlaylistEntries:
    me = caller(app)
    playlist = shared(token, me)
    scope = f"entries/{playlist.id}"
    entries, rest = playlist_entries.page(
        playlist.id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return PlaylistEntries(items=entry_views(entries, me), next=cursors.sign(rest, scope=scope))


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
