"""Show an edition to its artist: how far it is, where it is on the chain, what went wrong."""

from aws_lambda_powertools.event_handler import Response

from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from nfts.api.edition_guards import owned
from nfts.api.edition_views import EditionView, view
from nfts.data import editions

app = api()


@app.get("/editions/<edition_id>", summary="An edition of mine")
def get_edition(edition_id: str) -> Response[EditionView]:
    edition = owned(edition_id, caller(app))
    return with_etag(view(edition), edition.revision)


before_snapshot(editions.prepare)
handler = app.handler
