"""Make a wallet the caller's primary one: where what is for them goes from now on."""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.chain_fields import AddressInPath
from nfts.api.wallet_views import WalletList, views
from nfts.data import wallets
from nfts.domain.wallet import NotLinkedError

app = api()


@app.put("/wallets/<address>/primary", summary="Make a wallet the primary one")
def set_primary_wallet(address: AddressInPath) -> WalletList:
    try:
        return views(wallets.prefer(caller(app).id, address))
    except NotLinkedError:
        raise wallets.WalletNotFoundError from None


before_snapshot(wallets.prepare)
handler = app.handler
