"""Show an airdrop to its artist: who has theirs, and what is left."""

from aws_lambda_powertools.event_handler import Response

from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.edition_guards import owned_airdrop
from nfts.api.edition_views import AirdropView, airdrop_view
from nfts.data import editions

app = api()


@app.get("/airdrops/<airdrop_id>", summary="An airdrop of mine")
def get_airdrop(airdrop_id: str) -> Response[AirdropView]:
    airdrop = owned_airdrop(airdrop_id, caller(app))
    return with_etag(airdrop_view(airdrop), airdrop.revision)


before_snapshot(editions.prepare)
handler = app.handler
