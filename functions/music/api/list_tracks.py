"""List the caller's own tracks, newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from music.api.views import TrackView, view
from music.data import catalogue

app = api()


class Tracks(Model):
    items: list[TrackView]
    next: str | None


@app.get("/tracks", summary="My tracks")
def list_tracks(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Tracks:
    artist = caller(app).must_be(Role.ARTIST)
    scope = f"tracks/{artist.id}"
    tracks, rest = catalogue.by_artist(
        artist.id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return Tracks(
        items=[view(track, to_owner=True) for track in tracks],
        next=cursors.sign(rest, scope=scope),
    )


before_snapshot(catalogue.prepare)
handler = app.handler
