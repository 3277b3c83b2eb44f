"""Revoke a voucher: it is handed out no more, and soon the chain takes it no more."""

from http import HTTPStatus

from didit360 import limits
from didit360.clock import now
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from nfts.api import errand_kinds, selling
from nfts.api.chain_access import connected
from nfts.api.errand_views import ErrandView, view
from nfts.data import editions, errands, vouchers

app = api()


@app.delete("/vouchers/<voucher_id>", summary="Revoke a voucher", status_code=HTTPStatus.ACCEPTED)
def revoke_voucher(voucher_id: str) -> ErrandView:
    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("minting", app)
    if vouchers.get(voucher_id).artist_id != artist.id:
        raise vouchers.VoucherNotFoundError
    voucher = vouchers.change(voucher_id, lambda one: one.revoked(now()))
    errand = errand_kinds.revocation(connected(), voucher, artist.id, now())
    return view(errands.begin(errand))


for prepare in (editions.prepare, vouchers.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
