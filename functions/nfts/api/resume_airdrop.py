"""Go on with an airdrop that failed: whoever has theirs gets nothing again."""

from aws_lambda_powertools.event_handler import Response

from didit360 import limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from nfts.api import offering
from nfts.api.edition_guards import owned_airdrop
from nfts.api.edition_views import AirdropView, airdrop_view
from nfts.data import editions, mints
from nfts.domain.mint import NotFailedError

app = api()


@app.post("/airdrops/<airdrop_id>/resume", summary="Go on with an airdrop that failed")
def resume_airdrop(airdrop_id: str) -> Response[AirdropView]:
    known = owned_airdrop(airdrop_id, caller(app))
    limits.spend("minting", app)
    offering.must_be_offered(known.edition_id)
    try:
        airdrop = editions.change_airdrop(airdrop_id, lambda one: one.resumed(now()))
    except NotFailedError:
        raise Conflict("It is under way, or done.", code="not-failed") from None
    mints.start(airdrop)
    return with_etag(airdrop_view(airdrop), airdrop.revision)


before_snapshot(offering.prepare)
handler = app.handler
