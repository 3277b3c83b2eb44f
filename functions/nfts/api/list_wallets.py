"""List the caller's wallets, the first linked first: few enough for one page."""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.wallet_views import WalletList, views
from nfts.data import wallets

app = api()


@app.get("/wallets", summary="My wallets")
def list_wallets() -> WalletList:
    return views(wallets.get(caller(app).id))


before_snapshot(wallets.prepare)
handler = app.handler
