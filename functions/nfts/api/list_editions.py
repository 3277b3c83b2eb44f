"""List the caller's editions, the last asked for first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from nfts.api.edition_views import EditionSummary, summary
from nfts.data import editions

app = api()


class Editions(Model):
    items: list[EditionSummary]
    next: str | None


@app.get("/editions", summary="My editions")
def list_editions(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Editions:
    artist = caller(app).must_be(Role.ARTIST)
    scope = f"editions/{artist.id}"
    found, rest = editions.by_artist(
        artist.id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return Editions(
        items=[summary(edition) for edition in found], next=cursors.sign(rest, scope=scope)
    )


before_snapshot(editions.prepare)
handler = app.handler
