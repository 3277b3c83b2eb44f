"""Choose to which of their wallets a split sheet pays the caller: everybody signs that anew."""

from aws_lambda_powertools.event_handler import Response

from didit360 import limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api.chain_fields import LinkedAddress
from nfts.api.sheet_guards import changed, seen
from nfts.api.sheet_views import SheetView, view
from nfts.data import sheets, wallets
from nfts.domain.wallet import NotLinkedError

app = api()


class ChosenWallet(Model):
    address: LinkedAddress


@app.put("/split-sheets/<sheet_id>/wallet", summary="Choose where a split sheet pays me")
def choose_sheet_wallet(sheet_id: str, body: ChosenWallet) -> Response[SheetView]:
    me = caller(app)
    limits.spend("writes", app)
    seen(sheet_id, me)
    try:
        wallet = wallets.get(me.id).find(body.address)
    except NotLinkedError:
        raise wallets.WalletNotFoundError from None
    sheet = changed(sheet_id, lambda sheet: sheet.paying(me.id, wallet.address, now()))
    return with_etag(view(sheet, me), sheet.revision)


before_snapshot(sheets.prepare)
before_snapshot(wallets.prepare)
handler = app.handler
