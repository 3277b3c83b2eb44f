"""Show an auction as the chain has it now: its bid, the least that the next one is, its times."""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api import selling
from nfts.api.auction_views import AuctionView, view
from nfts.api.chain_access import connected
from nfts.api.selling_fields import AuctionInPath

app = api()


@app.get("/auctions/<auction>", summary="An auction")
def get_auction(auction: AuctionInPath) -> AuctionView:
    from nfts.data.selling_reads import Reads

    caller(app)
    return view(Reads(connected()), int(auction))


before_snapshot(selling.prepare)
handler = app.handler
