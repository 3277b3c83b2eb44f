"""Delete a split sheet that is not frozen; a frozen one stays for ever."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from nfts.api.sheet_guards import owned
from nfts.data import sheets
from nfts.domain.sheet import FrozenError

app = api()


@app.delete(
    "/split-sheets/<sheet_id>", summary="Delete a split sheet", status_code=HTTPStatus.NO_CONTENT
)
def delete_sheet(sheet_id: str) -> Response[None]:
    owned(sheet_id, caller(app))
    try:
        sheets.discard(sheet_id)
    except FrozenError:
        detail = "The sheet is frozen: others are paid by it, for good."
        raise Conflict(detail, code="frozen") from None
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(sheets.prepare)
handler = app.handler
