"""Redeem a free voucher for somebody who has no coin for the gas: the platform sends it."""

from http import HTTPStatus

from didit360 import limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from nfts.api import errand_kinds, offering, purchases, selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import LinkedAddress
from nfts.api.errand_views import ErrandView, view
from nfts.api.refusals import trying
from nfts.api.selling_fields import Quantity
from nfts.api.selling_guards import my_wallet
from nfts.data import editions, errands, vouchers, wallets

app = api()


class NewClaim(Model):
    wallet: LinkedAddress | None = None
    quantity: Quantity = 1


@app.post(
    "/vouchers/<voucher_id>/claims",
    summary="Have a free voucher redeemed",
    status_code=HTTPStatus.ACCEPTED,
)
def claim_voucher(voucher_id: str, body: NewClaim) -> ErrandView:
    from nfts.data.selling_reads import Reads

    me = caller(app)
    limits.spend("minting", app)
    wallet = my_wallet(me, body.wallet)
    voucher = vouchers.get(voucher_id)
    if not voucher.gasless:
        detail = "The platform redeems only vouchers whose artist has said so."
        raise Conflict(detail, code="not-gasless")
    if not voucher.is_for(wallet):
        raise Conflict("The wallet is not on the voucher's list.", code="not-on-allow-list")
    chain = connected()
    errand = errand_kinds.claim(chain, voucher, wallet, body.quantity, me.id, now())
    before = editions.any_of(errand.id)
    if before is None or before.failure:
        deal = purchases.of_voucher(Reads(chain), wallet, voucher_id, body.quantity)
        with trying():
            chain.estimate(voucher.signer, deal.call.to, deal.call.data)
    return view(errands.begin(errand))


for prepare in (offering.prepare, vouchers.prepare, wallets.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
