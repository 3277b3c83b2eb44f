"""Hear from a player how far it has come; a play counts when enough was heard.

The newest report also says where the device left the track, as PUT /me/resume/{track_id} does.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import Caller, caller
from didit360.inputs import NUMBER, Moment
from didit360.log import logger
from didit360.problems import Forbidden
from music.api.fields import Device
from music.api.play_views import PlayView, view
from music.data import play_grants, play_writes, positions, sessions
from music.domain.listening import Grant, Report, Why, moment

app = api(safe=True)

DAY_MS = 24 * 3600 * 1000
FINISHED = 0.95
"""Of an item: who left it there has heard it to its end."""


class PlayReport(Model):
    """Safe to send again, late or out of order: what is `heard_ms` only ever grows."""

    grant: Annotated[str, Field(max_length=play_grants.MAX_CHARACTERS)]
    event: Literal["start", "progress", "end"]
    sequence: Annotated[
        int, Field(ge=0, le=1_000_000, description="0, 1, 2 ... within the session"), NUMBER
    ]
    position_ms: Annotated[int, Field(ge=0, le=DAY_MS, description="where in the track"), NUMBER]
    heard_ms: Annotated[
        int, Field(ge=0, le=DAY_MS, description="played so far, without pauses and jumps"), NUMBER
    ]
    device: Device = "player"
    at: Moment | None = Field(
        None,
        description="by the player's clock; left out, or more than a minute ahead of ours, it is "
        "ours, and of more than a year ago it is a year ago",
    )


@app.post("/plays", summary="Report start, progress and end of a playback session")
def report_play(body: PlayReport) -> PlayView:
    me = caller(app)
    limits.spend("plays", app)
    grant = _genuine(body.grant, me)
    report = Report(body.sequence, body.position_ms, body.heard_ms, ends=body.event == "end")
    session = sessions.hear(grant, report)
    if session.sequence == body.sequence:
        # Sent again without a time, it is of when it came first.
        _leave(grant, body, body.at or moment(session.told_at))
    return view(session)


def _genuine(token: str, me: Caller) -> Grant:
    """What the token grants. Forbidden, and kept, unless it was given to the caller."""
    try:
        grant = play_grants.read(token)
        why = Why.FOREIGN if grant.person_id != me.id else None
    except play_grants.ForgedError:
        why = Why.FORGED
    if why is not None:
        sessions.refuse(me.id, why)
        logger().warning("play refused", why=why)
        raise Forbidden("This is no session grant of yours.", code=why)
    return grant


def _leave(grant: Grant, body: PlayReport, at: datetime) -> None:
    finished = body.position_ms >= FINISHED * grant.duration_ms
    positions.leave(
        grant.person_id, grant.track_id, body.device, body.position_ms, at, finished=finished
    )


before_snapshot(limits.prepare)
before_snapshot(play_writes.prepare)
handler = app.handler
