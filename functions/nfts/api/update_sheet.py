"""Change a split sheet that is not frozen: it is a draft again, and all consents are void."""

from dataclasses import replace
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360 import limits
from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.sheet_fields import SheetChange, payees_of
from nfts.api.sheet_guards import changed, must_add_up, must_be_here, must_be_own, owned
from nfts.api.sheet_views import SheetView, view
from nfts.data import sheets, wallets, works
from nfts.domain.sheet import Sheet

app = api()


@app.patch("/split-sheets/<sheet_id>", summary="Change a split sheet")
def update_sheet(
    sheet_id: str,
    body: SheetChange,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[SheetView]:
    me = caller(app)
    limits.spend("writes", app)
    known = owned(sheet_id, me)
    said = body.said()
    if "payees" in said:
        said["payees"] = payees_of(said["payees"])
        must_be_here({payee.person_id for payee in said["payees"]} - known.people, me)
    if said.get("work_id") != known.terms.work_id:
        must_be_own(said.get("work_id"), me)

    def change(sheet: Sheet) -> Sheet:
        must_match(if_match, sheet.revision)
        terms = replace(sheet.terms, **said)
        must_add_up(terms)
        after = sheet.changed(terms, now())
        if after.alone and not after.invited_at:
            after = after.invited(wallets.primaries([me.id]), now())
        return after

    sheet = changed(sheet_id, change)
    return with_etag(view(sheet, me), sheet.revision)


before_snapshot(sheets.prepare)
before_snapshot(wallets.prepare)
before_snapshot(works.prepare)
handler = app.handler
