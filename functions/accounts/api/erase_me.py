"""Erase me. It cannot be taken back: the handle is said once more, so that nobody slips."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from accounts.api.guards import mine
from accounts.data import erasures
from accounts.domain.handles import MAX
from didit360 import database
from didit360.http import Model, api, before_snapshot
from didit360.problems import Unprocessable

app = api()


class Erasing(Model):
    erasure_id: str
    detail: str = "You are signed out. What is held about you goes within minutes."


@app.delete("/me", summary="Erase me", status_code=HTTPStatus.ACCEPTED)
def erase_me(
    handle: Annotated[str, Query(max_length=MAX, description="my handle, as a confirmation")],
) -> Erasing:
    """From now on every call of this account is answered with 410."""
    me = mine(app)
    if handle.lower() != me.handle:
        raise Unprocessable("Say your own handle to confirm.", code="not-confirmed")
    return Erasing(erasure_id=erasures.ask(me.id))


before_snapshot(database.prepare)
handler = app.handler
