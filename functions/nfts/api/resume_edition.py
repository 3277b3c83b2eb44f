"""Go on with an edition whose minting failed. Nothing is minted twice by that."""

from aws_lambda_powertools.event_handler import Response

from didit360 import limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from nfts.api.edition_guards import owned
from nfts.api.edition_views import EditionView, view
from nfts.data import editions, mints
from nfts.domain.mint import NotFailedError

app = api()


@app.post("/editions/<edition_id>/resume", summary="Go on with an edition that failed")
def resume_edition(edition_id: str) -> Response[EditionView]:
    owned(edition_id, caller(app))
    limits.spend("minting", app)
    try:
        edition = editions.change(edition_id, lambda one: one.resumed(now()))
    except NotFailedError:
        raise Conflict("It is under way, or minted.", code="not-failed") from None
    mints.start(edition)
    return with_etag(view(edition), edition.revision)


before_snapshot(editions.prepare)
handler = app.handler
