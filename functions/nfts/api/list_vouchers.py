"""List an edition's vouchers, the last made first: those that may be redeemed, its artist all."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api import offering
from nfts.api.selling_guards import token_of
from nfts.api.voucher_views import VoucherSummary, summary
from nfts.data import vouchers

app = api()


class Vouchers(Model):
    items: list[VoucherSummary]
    next: str | None


@app.get("/editions/<edition_id>/vouchers", summary="An edition's vouchers")
def list_vouchers(
    edition_id: str,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Vouchers:
    me = caller(app)
    token_of(edition_id)
    scope = f"vouchers/{edition_id}"
    after = cursors.read(cursor, scope=scope)
    open_at = int(now().timestamp()) if offering.is_offered(edition_id) else None
    found, rest = vouchers.of_edition(edition_id, me.id, open_at, limit=limit, after=after)
    items = [summary(voucher) for voucher in found]
    return Vouchers(items=items, next=cursors.sign(rest, scope=scope))


for prepare in (offering.prepare, vouchers.prepare):
    before_snapshot(prepare)
handler = app.handler
