"""List playback sessions, counted or not, with why: one's own, or as a moderator anybody's.

Without those that their listener took out of their history (`DELETE /me/history`).
"""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from music.api.play_views import PlayView, view
from music.data import sessions

app = api()


class Plays(Model):
    items: list[PlayView]
    next: str | None


@app.get("/plays", summary="My playback sessions of the last 90 days")
def list_plays(
    person_id: Annotated[
        str | None, Query(max_length=64, description="somebody else's, for moderators")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Plays:
    me = caller(app)
    whose = person_id or me.id
    if whose != me.id:
        me.must_be(Role.MODERATOR, Role.ADMIN)
    scope = f"plays/{whose}"
    found, rest = sessions.page(whose, limit=limit, after=cursors.read(cursor, scope=scope))
    return Plays(items=[view(session) for session in found], next=cursors.sign(rest, scope=scope))


before_snapshot(sessions.prepare)
handler = app.handler
