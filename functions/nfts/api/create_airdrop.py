"""Give an edition to many at once: in as few transactions as fit, at the pace of the chain."""

import json
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import ids, limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from nfts.api import offering
from nfts.api.edition_fields import NewAirdrop, addresses_of
from nfts.api.edition_guards import owned
from nfts.api.edition_views import AirdropView, airdrop_view
from nfts.data import editions, mints, wallets
from nfts.domain.airdrop import Airdrop

app = api()


@app.post(
    "/editions/<edition_id>/airdrops",
    summary="Give an edition to many",
    status_code=HTTPStatus.CREATED,
)
def create_airdrop(edition_id: str, body: NewAirdrop) -> Response[AirdropView]:
    artist = caller(app)
    edition = owned(edition_id, artist)
    limits.spend("minting", app)
    if edition.minted is None:
        raise Conflict("The edition is not minted yet.", code="not-minted")
    offering.must_be_offered(edition.id)
    recipients = addresses_of(body.recipients)
    # The last that may refuse it: each recipient costs gas of the platform's.
    limits.spend("airdrops", app, len(recipients))
    moment = now()
    airdrop = Airdrop(
        id=_id(edition.id, artist.id, recipients, body.quantity_each),
        edition_id=edition.id,
        artist_id=artist.id,
        recipients=recipients,
        quantity_each=body.quantity_each,
        asked_at=moment,
        updated_at=moment,
    ).marked("asked", moment)
    kept = editions.add_airdrop(airdrop) or editions.get_airdrop(airdrop.id)
    mints.start(kept)
    return with_etag(airdrop_view(kept), kept.revision, status=HTTPStatus.CREATED)


def _id(edition_id: str, artist_id: str, recipients: tuple[str, ...], each: int) -> str:
    """Asked again under its key it is the same airdrop, and given once, whoever has forgotten it:
    the contract does each request once.
    """
    from didit360.idempotency import KEY_HEADER, header

    key = header(app.current_event.raw_event, KEY_HEADER)
    if key is None:
        return ids.new("drp")
    said = json.dumps([artist_id, edition_id, key, recipients, each]).encode()
    return ids.digested("drp", said)


before_snapshot(offering.prepare)
before_snapshot(wallets.prepare)
handler = app.handler
