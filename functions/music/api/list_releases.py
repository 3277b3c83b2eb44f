"""List the caller's own releases, newest first, drafts too."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from music.api.release_views import ReleaseSummary, summaries
from music.data import releases

app = api()


class Releases(Model):
    items: list[ReleaseSummary]
    next: str | None


@app.get("/releases", summary="My releases")
def list_releases(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Releases:
    artist = caller(app).must_be(Role.ARTIST)
    scope = f"releases/{artist.id}"
    found, rest = releases.by_artist(
        artist.id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return Releases(items=summaries(found), next=cursors.sign(rest, scope=scope))


before_snapshot(releases.prepare)
handler = app.handler
