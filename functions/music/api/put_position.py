"""Keep where a device left an item; of two that come, the one said later stays."""

from typing import Annotated

from pydantic import Field

from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.inputs import NUMBER, Moment, YesNo
from music.api.fields import Device
from music.api.guards import visible
from music.api.history_views import ItemPosition, position
from music.data import catalogue, history

app = api()


class NewPosition(Model):
    device: Device
    position_ms: Annotated[int, Field(ge=0, le=24 * 3600 * 1000), NUMBER]
    finished: YesNo = False
    at: Moment | None = Field(
        None, description="by the device's clock, at most a minute ahead of ours; else ours"
    )


@app.put("/me/resume/<item_id>", summary="Keep where this device left a track")
def put_position(item_id: str, body: NewPosition) -> ItemPosition:
    me = caller(app)
    visible(item_id, me)
    history.leave(
        me.id, item_id, body.device, body.position_ms, body.at or now(), finished=body.finished
    )
    return position(item_id, history.left(me.id, item_id))


before_snapshot(catalogue.prepare)
before_snapshot(history.prepare)
handler = app.handler
