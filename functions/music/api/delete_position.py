"""Forget where the caller left a track, on all devices.

Safe to repeat: 204 whether or not it was begun. What a device said up to now does not bring it back
when it is sent again or late; what is heard from now on does.
"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from music.data import catalogue, positions

app = api()


@app.delete(
    "/me/resume/<track_id>",
    summary="Forget where I left a track",
    status_code=HTTPStatus.NO_CONTENT,
)
def delete_position(track_id: str) -> Response[None]:
    me = caller(app)
    if not is_id(track_id, "trk"):
        raise catalogue.TrackNotFoundError
    positions.forget(me.id, track_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(positions.prepare)
handler = app.handler
