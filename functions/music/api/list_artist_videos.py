"""List an artist's published videos, the newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api import track_refs
from music.api.artist_guards import artist_card
from music.api.artist_views import VideoPage
from music.data import catalogue, releases, shelves

app = api()


@app.get("/artists/<artist_id>/videos", summary="An artist's videos")
def list_artist_videos(
    artist_id: str,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> VideoPage:
    me = caller(app)
    artist_card(artist_id, me)
    scope = f"shelf/{artist_id}/{shelves.VIDEOS}"
    after = cursors.read(cursor, scope=scope)
    ids, rest = shelves.page(artist_id, shelves.VIDEOS, limit=limit, after=after)
    tracks = track_refs.refs(ids, me)
    return VideoPage(
        items=[tracks[id_] for id_ in ids if id_ in tracks],
        next=cursors.sign(rest, scope=scope),
    )


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
handler = app.handler
