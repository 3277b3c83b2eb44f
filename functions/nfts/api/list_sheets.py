"""List the caller's split sheets, newest first: those they own, or those that they are on."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api.sheet_views import SheetSummary, summaries
from nfts.data import sheet_shelves, sheets

app = api()


class Sheets(Model):
    items: list[SheetSummary]
    next: str | None


@app.get("/split-sheets", summary="My split sheets")
def list_sheets(
    part: Annotated[
        Literal["owner", "payee"],
        Query(description="`owner`: those I made; `payee`: those I am invited to or paid by"),
    ] = "owner",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Sheets:
    me = caller(app)
    scope = f"sheets/{part}/{me.id}"
    page = sheet_shelves.owned if part == "owner" else sheet_shelves.on
    found, rest = page(me.id, limit=limit, after=cursors.read(cursor, scope=scope))
    return Sheets(items=summaries(found, me), next=cursors.sign(rest, scope=scope))


before_snapshot(sheets.prepare)
handler = app.handler
