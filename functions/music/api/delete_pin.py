"""Take down what an artist put on top of their page."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from music.data import pins, releases

app = api()


@app.delete("/me/pin", summary="Unpin", status_code=HTTPStatus.NO_CONTENT)
def delete_pin() -> Response[None]:
    pins.remove(caller(app).must_be(Role.ARTIST).id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(releases.prepare)
handler = app.handler
