"""Ask everybody on a split sheet to consent: they find it in their lists from now on.

Each is paid at their primary wallet. While somebody has none, nobody can sign: with the first one
that they link, it gets its place.
"""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360 import limits
from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.sheet_guards import changed, must_be_here, owned
from nfts.api.sheet_views import SheetView, view
from nfts.data import sheets, wallets
from nfts.domain.sheet import Sheet

app = api()


@app.post("/split-sheets/<sheet_id>/invite", summary="Invite the payees of a split sheet")
def invite_payees(
    sheet_id: str,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[SheetView]:
    me = caller(app)
    limits.spend("writes", app)
    owned(sheet_id, me)

    def invite(sheet: Sheet) -> Sheet:
        must_match(if_match, sheet.revision)
        if not sheet.invited_at:
            must_be_here(sheet.people, me)
        return sheet.invited(wallets.primaries(sheet.people), now())

    sheet = changed(sheet_id, invite)
    return with_etag(view(sheet, me), sheet.revision)


before_snapshot(sheets.prepare)
before_snapshot(wallets.prepare)
handler = app.handler
