"""Show a voucher; to whoever may redeem it with its signature, and the proof for their wallet."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.selling_guards import my_wallet
from nfts.api.voucher_views import VoucherView, view
from nfts.data import vouchers, wallets
from nfts.domain.addresses import ADDRESS

app = api()


@app.get("/vouchers/<voucher_id>", summary="A voucher")
def get_voucher(
    voucher_id: str,
    wallet: Annotated[str | None, Query(pattern=f"^{ADDRESS}$", max_length=42)] = None,
) -> VoucherView:
    from nfts.data.selling_reads import Reads

    me = caller(app)
    voucher = vouchers.get(voucher_id)
    if wallet is None:
        mine = wallets.get(me.id).linked
        # Of several wallets, one that is on the list.
        on_it = [one.address for one in mine if voucher.is_for(one.address)]
        address = next(iter((*on_it, *(one.address for one in mine))), None)
    else:
        address = my_wallet(me, wallet)
    offered = offering.is_offered(voucher.edition_id)
    return view(voucher, Reads(connected()), address, offered=offered)


for prepare in (offering.prepare, vouchers.prepare, wallets.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
