"""Mint a work as an edition. A work is minted once; one that failed can be asked for anew."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from didit360.problems import Conflict
from nfts.api.edition_fields import NewEdition, terms_of
from nfts.api.edition_guards import ready
from nfts.api.edition_views import EditionView, view
from nfts.data import editions, mints, sheets, wallets, works
from nfts.domain.edition import CannotAskError, Edition, id_of

app = api()


@app.post("/editions", summary="Mint a work as an edition", status_code=HTTPStatus.CREATED)
def create_edition(body: NewEdition) -> Response[EditionView]:
    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("minting", app)
    moment = now()
    work = ready(body.work_id, body.sheet_id, artist).work
    terms = terms_of(body, artist.id, moment)
    asked = Edition(
        id=id_of(work.id),
        artist_id=artist.id,
        work_id=work.id,
        work_kind=work.kind,
        title=work.title,
        terms=terms,
        asked_at=moment,
        updated_at=moment,
    ).marked("asked", moment)
    edition = editions.add(asked)
    if edition is None:
        try:
            edition = editions.change(
                asked.id, lambda before: before.asked_again(terms, work.title, moment)
            )
        except CannotAskError:
            # Whoever asks again may have had no answer, and nobody may be at work on it.
            _begun(editions.get(asked.id))
            raise Conflict(
                "This work is minted, or being minted. If that failed, resume it.",
                code="already-minted",
            ) from None
    _begun(edition)
    return with_etag(view(edition), edition.revision, status=HTTPStatus.CREATED)


def _begun(edition: Edition) -> None:
    """A second start is the first."""
    if edition.under_way:
        mints.start(edition)


for prepare in (editions.prepare, sheets.prepare, wallets.prepare, works.prepare):
    before_snapshot(prepare)
handler = app.handler
