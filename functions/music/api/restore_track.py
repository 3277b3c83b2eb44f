"""A moderator lifts a track's take-down: it is heard again where it was."""

from aws_lambda_powertools.event_handler import Response

from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from didit360.log import logger
from music.api.guards import visible
from music.api.views import TrackView, view
from music.data import catalogue

app = api()


@app.delete("/tracks/<track_id>/take-down", summary="Lift a track's take-down")
def restore_track(track_id: str) -> Response[TrackView]:
    me = caller(app).must_be(Role.MODERATOR)
    visible(track_id, me)
    track = catalogue.change(track_id, lambda track: track.given_back(now()))
    logger().info("take-down lifted", track_id=track_id, by=me.id)
    return with_etag(view(track, to_owner=False), track.revision)


before_snapshot(catalogue.prepare)
handler = app.handler
