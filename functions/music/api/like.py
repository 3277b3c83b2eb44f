"""Like a track or a release."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import limits
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.library_views import must_be_seen
from music.data import catalogue, likes, releases
from music.data.likes import Kind

app = api()


@app.put(
    "/me/likes/<item_id>", summary="Like a track or a release", status_code=HTTPStatus.NO_CONTENT
)
def like(item_id: str) -> Response[None]:
    me = caller(app)
    limits.spend("writes", app)
    must_be_seen(item_id, me, "trk", "rel")
    likes.put(me.id, Kind.LIKE, item_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler
