"""Freeze a split sheet that everybody consented to: it never changes again, and can be minted."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360 import limits
from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from nfts.api import sheet_signing
from nfts.api.sheet_guards import changed, owned
from nfts.api.sheet_views import SheetView, view
from nfts.data import sheets
from nfts.domain.sheet import Sheet

app = api()


@app.post("/split-sheets/<sheet_id>/freeze", summary="Freeze a split sheet")
def freeze_sheet(
    sheet_id: str,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[SheetView]:
    me = caller(app)
    limits.spend("writes", app)
    owned(sheet_id, me)

    def freeze(sheet: Sheet) -> Sheet:
        must_match(if_match, sheet.revision)
        after = sheet.frozen(now())
        if after != sheet and (people := sheet_signing.outdated(sheet)):
            # A contract wallet changed its mind, or our contract is another one.
            detail = "Some consents hold no longer: these people sign again."
            raise Conflict(detail, code="consents-outdated", people=sorted(people))
        return after

    sheet = changed(sheet_id, freeze)
    return with_etag(view(sheet, me), sheet.revision)


before_snapshot(sheets.prepare)
before_snapshot(sheet_signing.prepare)
handler = app.handler
