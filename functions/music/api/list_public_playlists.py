"""List what somebody's public playlists are, the newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors, database, people
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import NotFound
from music.api.playlist_fields import PersonId
from music.api.playlist_views import Playlists, playlist_views
from music.data import catalogue, playlists
from music.domain.playlist import Part

app = api()


@app.get("/people/<person_id>/playlists", summary="Somebody's public playlists")
def list_public_playlists(
    person_id: PersonId,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Playlists:
    me = caller(app)
    if people.blocked_by(me.id, [person_id]):
        raise NotFound("There is no such person.", code="no-such-person")
    scope = f"public-playlists/{person_id}"
    found, rest = playlists.public_of(
        person_id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    part = Part.OWNER if person_id == me.id else None
    return Playlists(
        items=playlist_views([(playlist, part) for playlist in found], me),
        next=cursors.sign(rest, scope=scope),
    )


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
handler = app.handler
