"""Keep a release in the caller's library."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import limits
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.release_guards import visible
from music.data import likes, releases
from music.data.likes import Kind

app = api()


@app.put(
    "/me/library/<release_id>",
    summary="Keep a release in my library",
    status_code=HTTPStatus.NO_CONTENT,
)
def save_release(release_id: str) -> Response[None]:
    me = caller(app)
    limits.spend("writes", app)
    visible(release_id, me)
    likes.put(me.id, Kind.SAVE, release_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler
