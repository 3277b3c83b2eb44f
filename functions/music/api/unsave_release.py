"""Take a release out of the caller's library, also one that is gone."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.data import likes
from music.data.likes import Kind

app = api()


@app.delete(
    "/me/library/<release_id>",
    summary="Take a release out of my library",
    status_code=HTTPStatus.NO_CONTENT,
)
def unsave_release(release_id: str) -> Response[None]:
    likes.drop(caller(app).id, Kind.SAVE, release_id[:64])
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(likes.prepare)
handler = app.handler
