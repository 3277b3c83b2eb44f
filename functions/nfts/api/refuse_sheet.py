"""Refuse a split sheet: its owner reads why, and it is a draft again; all consents are void."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.text import Prose
from nfts.api.sheet_guards import changed, seen
from nfts.data import sheets

app = api()


class NewRefusal(Model):
    reason: Prose


@app.put(
    "/split-sheets/<sheet_id>/refusal",
    summary="Refuse a split sheet",
    status_code=HTTPStatus.NO_CONTENT,
)
def refuse_sheet(sheet_id: str, body: NewRefusal) -> Response[None]:
    me = caller(app)
    limits.spend("writes", app)
    seen(sheet_id, me)
    changed(sheet_id, lambda sheet: sheet.refused(me.id, body.reason, now()))
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(sheets.prepare)
handler = app.handler
