"""Consent to a split sheet: the caller's wallet signed all of it, as it is."""

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from didit360 import limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import Caller, caller
from didit360.problems import Conflict, Unprocessable
from nfts.api import sheet_signing
from nfts.api.chain_access import signed_by
from nfts.api.chain_fields import SignatureHex, signature_bytes
from nfts.api.sheet_guards import changed, seen
from nfts.api.sheet_views import SheetView, view
from nfts.data import sheets, wallets
from nfts.domain.shares import Consent
from nfts.domain.sheet import Sheet

app = api()


class NewConsent(Model):
    signature: SignatureHex = Field(
        description="over the sheet's typed data, by the wallet that the sheet pays you at: 0x-hex"
    )


@app.put("/split-sheets/<sheet_id>/consent", summary="Consent to a split sheet")
def consent_to_sheet(sheet_id: str, body: NewConsent) -> Response[SheetView]:
    me = caller(app)
    limits.spend("writes", app)
    seen(sheet_id, me)
    signature = signature_bytes(body.signature)
    checked: list[bytes] = []

    def consent(sheet: Sheet) -> Sheet:
        if sheet.frozen_at and _given(sheet, me, signature):
            return sheet
        sheet.must_ask(me.id)
        digest = sheet_signing.to_sign(sheet).digest()
        if not checked:
            _check(sheet, me, digest, signature)
            checked.append(digest)
        elif digest not in checked:
            detail = "The sheet was changed meanwhile: read it again, then sign."
            raise Conflict(detail, code="sheet-changed")
        after = sheet.consented(me.id, _consent(digest, signature))
        # There is nobody else to wait for.
        return after.frozen(now()) if after.alone else after

    sheet = changed(sheet_id, consent)
    return with_etag(view(sheet, me), sheet.revision)


def _check(sheet: Sheet, me: Caller, digest: bytes, signature: bytes) -> None:
    address = sheet.payee(me.id).address or ""
    if not wallets.get(me.id).has(address):
        detail = f"You have unlinked {address}: link it again, or choose another for this sheet."
        raise Conflict(detail, code="wallet-unlinked")
    if not signed_by(address, digest, signature):
        detail = f"The signature is not {address}'s over this sheet as it is now."
        raise Unprocessable(detail, code="wrong-signature")


def _given(sheet: Sheet, me: Caller, signature: bytes) -> bool:
    """Whether this very consent is there already: somebody did not get the answer."""
    from nfts.data.signatures import canonical

    mine = sheet.payee(me.id).consent
    return mine is not None and mine.signature == "0x" + canonical(signature).hex()


def _consent(digest: bytes, signature: bytes) -> Consent:
    from nfts.data.signatures import canonical

    return Consent("0x" + canonical(signature).hex(), "0x" + digest.hex(), now())


before_snapshot(sheets.prepare)
before_snapshot(wallets.prepare)
before_snapshot(sheet_signing.prepare)
handler = app.handler
