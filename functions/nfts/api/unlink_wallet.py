"""Unlink a wallet: it is nobody's here, and what was signed with it stays signed."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.chain_fields import AddressInPath
from nfts.data import wallets
from nfts.domain.wallet import NotLinkedError

app = api()


@app.delete("/wallets/<address>", summary="Unlink a wallet", status_code=HTTPStatus.NO_CONTENT)
def unlink_wallet(address: AddressInPath) -> Response[None]:
    try:
        wallets.unlink(caller(app).id, address)
    except NotLinkedError:
        raise wallets.WalletNotFoundError from None
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(wallets.prepare)
handler = app.handler
