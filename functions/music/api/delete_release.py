"""Delete a release: it is gone at once; its tracks stay the artist's."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from music.api.release_guards import owned
from music.data import releases
from music.domain.track import TakenDownError

app = api()


@app.delete("/releases/<release_id>", summary="Delete a release", status_code=HTTPStatus.NO_CONTENT)
def delete_release(release_id: str) -> Response[None]:
    owned(release_id, caller(app))
    try:
        releases.discard(release_id)
    except TakenDownError:
        detail = "A moderator took the release down: it stays until that is lifted."
        raise Conflict(detail, code="taken-down") from None
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(releases.prepare)
handler = app.handler
