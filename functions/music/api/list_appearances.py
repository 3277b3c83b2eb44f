"""List other artists' releases that an artist appears on, the newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.artist_guards import artist_card
from music.api.artist_views import ReleasePage, released
from music.data import releases, shelves

app = api()


@app.get("/artists/<artist_id>/appears-on", summary="Releases that an artist appears on")
def list_appearances(
    artist_id: str,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> ReleasePage:
    me = caller(app)
    artist_card(artist_id, me)
    scope = f"shelf/{artist_id}/{shelves.APPEARS_ON}"
    after = cursors.read(cursor, scope=scope)
    ids, rest = shelves.page(artist_id, shelves.APPEARS_ON, limit=limit, after=after)
    return ReleasePage(items=released(ids, me), next=cursors.sign(rest, scope=scope))


before_snapshot(releases.prepare)
handler = app.handler
