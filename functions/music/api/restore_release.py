"""A moderator lifts a take-down: the artist may publish the release again."""

from aws_lambda_powertools.event_handler import Response

from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.log import logger
from music.api.release_guards import changed, moderated
from music.api.release_views import ReleaseView, view
from music.data import catalogue, likes, releases

app = api()


@app.delete("/releases/<release_id>/take-down", summary="Lift a take-down")
def restore_release(release_id: str) -> Response[ReleaseView]:
    me = caller(app)
    moderated(release_id, me)
    release = changed(release_id, lambda release: release.given_back(now()))
    logger().info("take-down lifted", release_id=release_id, by=me.id)
    return with_etag(view(release, me), release.revision)


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler
