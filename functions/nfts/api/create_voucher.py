"""Make a voucher of an edition: whoever has it is minted one, on its artist's terms."""

from http import HTTPStatus

from didit360 import limits
from didit360.clock import now
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.selling_guards import must_grow, my_release
from nfts.api.voucher_fields import NewVoucher, voucher_of
from nfts.api.voucher_views import VoucherView, view
from nfts.data import vouchers, wallets

app = api()


@app.post(
    "/editions/<edition_id>/vouchers", summary="Make a voucher", status_code=HTTPStatus.CREATED
)
def create_voucher(edition_id: str, body: NewVoucher) -> VoucherView:
    from nfts.data.selling_reads import Reads

    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("minting", app)
    reads = Reads(connected())
    release = my_release(artist, edition_id, reads)
    offering.must_be_offered(edition_id)
    must_grow(release)
    voucher = voucher_of(body, artist.id, release, edition_id, reads, now())
    if voucher.gasless:
        # The last that may refuse it: each that is redeemed costs gas of the platform's.
        limits.spend("airdrops", app, voucher.max_quantity)
    return view(vouchers.add(voucher), reads, None)


for prepare in (offering.prepare, vouchers.prepare, wallets.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
