"""Put up the terms of sale that an artist's wallet signed: the platform pays the gas."""

from http import HTTPStatus

from pydantic import Field

from didit360 import limits
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.problems import Conflict, Unprocessable
from nfts.api import errand_kinds, offering, selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import SignatureHex, signature_bytes
from nfts.api.draft_sale import SaleMessage
from nfts.api.errand_views import ErrandView, view
from nfts.api.refusals import asking
from nfts.api.sale_fields import signed_terms
from nfts.api.selling_guards import must_grow, must_take, my_release, token_of
from nfts.data import editions, errands, wallets
from nfts.data.selling_reads import Reads

app = api()


class SignedSale(Model):
    message: SaleMessage = Field(description="of the draft's typed data, as it was signed")
    signature: SignatureHex = Field(
        description="0x-hex: 65 bytes of a key, or whatever a contract wallet takes (EIP-1271)"
    )


@app.put(
    "/editions/<edition_id>/sale",
    summary="Put up signed terms of sale",
    status_code=HTTPStatus.ACCEPTED,
)
def set_sale(edition_id: str, body: SignedSale) -> ErrandView:
    from nfts.data import signatures
    from nfts.domain.sale import to_sign
    from nfts.domain.trade_calls import ENDED

    me = caller(app).must_be(Role.ARTIST)
    limits.spend("minting", app)
    chain = connected()
    reads, releases, token = Reads(chain), chain.contracts.releases, token_of(edition_id)
    release = my_release(me, edition_id, reads)
    artist = str(release["release"]["artist"])
    said = body.message
    terms = signed_terms(said.model_dump())
    if int(said.id) != token:
        raise Unprocessable("The terms are another edition's.", code="edition")
    if terms != ENDED:
        offering.must_be_offered(edition_id)
        must_grow(release)
    must_take(chain, reads, "releases", terms.currency)
    nonce, counter = int(said.nonce), int(said.counter)
    signature = signatures.canonical(signature_bytes(body.signature))
    typed = to_sign(token, terms, nonce, counter, chain_id=chain.id, releases=releases)
    with asking():
        signed = signatures.holds_on_chain(artist, typed.digest(), signature, chain)
        used = reads.used("releases", artist, nonce)
        current = reads.counter("releases", artist)
    if not signed:
        detail = f"The signature is not {artist}'s over these terms."
        raise Unprocessable(detail, code="wrong-signature")
    errand = errand_kinds.sale(
        chain, edition_id, artist, terms, (token, nonce, counter, signature), me.id, now()
    )
    before = editions.any_of(errand.id)
    if before is None or before.failure:
        if used:
            raise Conflict("These terms were put up, or taken back.", code="nonce-used")
        if counter != current:
            detail = "You have taken back all that you had signed: ask for a new draft."
            raise Conflict(detail, code="cancelled")
    return view(errands.begin(errand))


for prepare in (offering.prepare, wallets.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
