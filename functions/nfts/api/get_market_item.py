"""One edition in the market: its terms, what is asked and offered for it, what it was sold for."""

from didit360 import database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.market_fields import token_of
from nfts.api.market_item_views import MarketItem, item
from nfts.api.market_views import NotInMarketError
from nfts.data import market_item, wallets

app = api()


@app.get("/market/<edition_id>", summary="See an edition in the market")
def get_market_item(edition_id: str) -> MarketItem:
    me = caller(app)
    token = token_of(edition_id)
    row = market_item.find(token)
    if row is None:
        raise NotInMarketError
    if not row["offered"]:
        return item(row, [], [], [], market_item.sales(token))
    mine = [wallet.address for wallet in wallets.of(me.id)]
    return item(
        row,
        market_item.orders(token, "listing", mine),
        market_item.orders(token, "offer", mine),
        market_item.auctions(token),
        market_item.sales(token),
    )


before_snapshot(database.prepare)
before_snapshot(wallets.prepare)
handler = app.handler
