"""A moderator takes a release down: nobody but its artist sees it, with the reason."""

from aws_lambda_powertools.event_handler import Response

from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.log import logger
from music.api.moderation import Reason
from music.api.release_guards import changed, moderated
from music.api.release_views import ReleaseView, view
from music.data import catalogue, deciders, likes, releases

app = api()


@app.put("/releases/<release_id>/take-down", summary="Take a release down")
def take_down_release(release_id: str, body: Reason) -> Response[ReleaseView]:
    me = caller(app)
    moderated(release_id, me)
    by = deciders.pseudonym_of(me.id)
    release = changed(release_id, lambda release: release.taken_away(body.reason, by, now()))
    logger().info("taken down", release_id=release_id, by=me.id)
    return with_etag(view(release, me), release.revision)


before_snapshot(catalogue.prepare)
before_snapshot(deciders.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler
