"""Show a split sheet to its owner, and to everybody on it once they are invited."""

from aws_lambda_powertools.event_handler import Response

from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.sheet_guards import seen
from nfts.api.sheet_views import SheetView, view
from nfts.data import sheets

app = api()


@app.get("/split-sheets/<sheet_id>", summary="A split sheet")
def get_sheet(sheet_id: str) -> Response[SheetView]:
    me = caller(app)
    sheet = seen(sheet_id, me)
    return with_etag(view(sheet, me), sheet.revision)


before_snapshot(sheets.prepare)
handler = app.handler
