"""Delete a release: it is gone at once; its tracks stay the artist's."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.release_guards import owned
from music.data import releases

app = api()


@app.delete("/releases/<release_id>", summary="Delete a release", status_code=HTTPStatus.NO_CONTENT)
def delete_release(release_id: str) -> Response[None]:
    releases.remove(owned(release_id, caller(app)))
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(releases.prepare)
handler = app.handler
