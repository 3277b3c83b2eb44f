"""Show what each payee of a split sheet signs with their wallet (EIP-712, eth_signTypedData_v4)."""

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from didit360.etags import with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from nfts.api import sheet_signing
from nfts.api.sheet_guards import seen
from nfts.api.typed_data_views import DomainView, FieldView
from nfts.data import sheets
from nfts.domain.sheet import NotSigningError

app = api()


class PayeeMessage(Model):
    account: str
    recordingBps: str  # noqa: N815  the contract's own word, as the next ones
    compositionBps: str  # noqa: N815


class SheetMessage(Model):
    id: str = Field(description="0x-hex, 32 bytes: the sheet's ULID as a number")
    compositionPart: str  # noqa: N815
    payees: list[PayeeMessage] = Field(description="ascending by their addresses")


class SheetTypedData(Model):
    """Give it to the wallet as it is. Numbers in `message` are decimal texts."""

    types: dict[str, list[FieldView]]
    primaryType: str  # noqa: N815
    domain: DomainView
    message: SheetMessage


@app.get("/split-sheets/<sheet_id>/typed-data", summary="What the payees of a split sheet sign")
def get_sheet_typed_data(sheet_id: str) -> Response[SheetTypedData]:
    sheet = seen(sheet_id, caller(app))
    try:
        said = sheet_signing.to_sign(sheet).json()
    except NotSigningError:
        detail = "Somebody on the sheet has no wallet on it yet: there is nothing to sign."
        raise Conflict(detail, code="waiting-for-wallets") from None
    return with_etag(SheetTypedData.model_validate(said), sheet.revision)


before_snapshot(sheets.prepare)
before_snapshot(sheet_signing.prepare)
handler = app.handler
