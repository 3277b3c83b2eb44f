"""List an edition's airdrops, the last asked for first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import cursors
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api.edition_guards import owned
from nfts.api.edition_views import AirdropSummary, airdrop_summary
from nfts.data import editions

app = api()


class Airdrops(Model):
    items: list[AirdropSummary]
    next: str | None


@app.get("/editions/<edition_id>/airdrops", summary="The airdrops of an edition of mine")
def list_airdrops(
    edition_id: str,
    limit: Annotated[int, Query(ge=1, le=20)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Airdrops:
    edition = owned(edition_id, caller(app))
    scope = f"airdrops/{edition.id}"
    found, rest = editions.airdrops_of(
        edition.id, limit=limit, after=cursors.read(cursor, scope=scope)
    )
    return Airdrops(
        items=[airdrop_summary(airdrop) for airdrop in found],
        next=cursors.sign(rest, scope=scope),
    )


before_snapshot(editions.prepare)
handler = app.handler
