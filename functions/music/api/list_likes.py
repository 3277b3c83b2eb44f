"""List the tracks, or the releases, that the caller likes: the latest first."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.library_views import KeptItems, views
from music.data import catalogue, likes, releases
from music.data.likes import Kind

app = api()


@app.get("/me/likes", summary="What I like")
def list_likes(
    of: Literal["tracks", "releases"] = "tracks",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> KeptItems:
    me = caller(app)
    scope = f"likes/{me.id}/{of}"
    prefix = "trk" if of == "tracks" else "rel"
    after = cursors.read(cursor, scope=scope)
    kept, rest = likes.page(me.id, Kind.LIKE, prefix, limit=limit, after=after)
    return KeptItems(items=views(kept, me), next=cursors.sign(rest, scope=scope))


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler
