"""List what the caller can mint, newest first: published tracks, videos and releases of theirs."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from nfts.api.work_views import WorkView, view
from nfts.data import works

app = api()


class Works(Model):
    items: list[WorkView]
    next: str | None


@app.get("/works", summary="What I can mint")
def list_works(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Works:
    artist = caller(app).must_be(Role.ARTIST)
    scope = f"works/{artist.id}"
    found, rest = works.by_artist(artist.id, limit=limit, after=cursors.read(cursor, scope=scope))
    return Works(items=[view(work) for work in found], next=cursors.sign(rest, scope=scope))


before_snapshot(works.prepare)
handler = app.handler
