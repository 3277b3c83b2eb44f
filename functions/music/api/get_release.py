"""Show a release with its tracks: to its artist whatever its state, to others once published."""

from aws_lambda_powertools.event_handler import Response

from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.release_guards import visible
from music.api.release_views import ReleaseView, view
from music.data import catalogue, likes, releases

app = api()


@app.get("/releases/<release_id>", summary="A release and its tracks")
def get_release(release_id: str) -> Response[ReleaseView]:
    me = caller(app)
    release = visible(release_id, me)
    return with_etag(view(release, me), release.revision)


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler
