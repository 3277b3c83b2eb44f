"""A moderator takes a track down: nobody but its artist sees it, with the reason."""

from aws_lambda_powertools.event_handler import Response

from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from didit360.log import logger
from music.api.guards import visible
from music.api.moderation import Reason
from music.api.views import TrackView, view
from music.data import catalogue, deciders

app = api()


@app.put("/tracks/<track_id>/take-down", summary="Take a track down")
def take_down_track(track_id: str, body: Reason) -> Response[TrackView]:
    me = caller(app).must_be(Role.MODERATOR)
    visible(track_id, me)
    by = deciders.pseudonym_of(me.id)
    track = catalogue.change(track_id, lambda track: track.taken_away(body.reason, by, now()))
    logger().info("taken down", track_id=track_id, by=me.id)
    return with_etag(view(track, to_owner=False), track.revision)


before_snapshot(catalogue.prepare)
before_snapshot(deciders.prepare)
handler = app.handler
