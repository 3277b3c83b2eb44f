"""Keep where a device left a track; of two that come, the one said later stays.

What is said of a moment before the track was forgotten (DELETE of the same path) is not kept.
"""

from typing import Annotated

from pydantic import Field

from didit360 import limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.inputs import NUMBER, Moment, YesNo
from didit360.problems import Conflict
from music.api.fields import Device
from music.api.guards import visible
from music.api.history_views import ItemPosition, position
from music.data import catalogue, positions

app = api()


class NewPosition(Model):
    device: Device
    position_ms: Annotated[int, Field(ge=0, le=24 * 3600 * 1000), NUMBER]
    finished: YesNo = False
    at: Moment | None = Field(
        None,
        description="by the device's clock; left out, or more than a minute ahead of ours, it is "
        "ours, and of more than a year ago it is a year ago",
    )


@app.put("/me/resume/<track_id>", summary="Keep where this device left a track")
def put_position(track_id: str, body: NewPosition) -> ItemPosition:
    me = caller(app)
    limits.spend("plays", app)
    visible(track_id, me)
    at = body.at or now()
    found = positions.leave(
        me.id, track_id, body.device, body.position_ms, at, finished=body.finished
    )
    if not found:
        raise Conflict("Where you left it was forgotten since.", code="forgotten-since")
    return position(track_id, found)


before_snapshot(limits.prepare)
before_snapshot(catalogue.prepare)
before_snapshot(positions.prepare)
handler = app.handler
