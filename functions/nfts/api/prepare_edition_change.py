"""Prepare what an artist changes of an edition on the chain with their own wallet."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.problems import Unprocessable
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.sale_fields import NewSale, terms_of
from nfts.api.selling_guards import must_grow, must_take, my_release, token_of
from nfts.api.transaction_views import PreparedView, prepared
from nfts.data import wallets

if TYPE_CHECKING:
    from nfts.data.selling_reads import Reads
    from nfts.domain.calls import Call

# It only prepares: asked again, it is the same with today's fees.
app = api(safe=True)


class ChangeKind(StrEnum):
    SET_SALE = "set-sale"
    END_SALE = "end-sale"
    CLOSE = "close"
    FREEZE = "freeze"
    SET_URI = "set-uri"


_OF_WHAT_GROWS = (ChangeKind.SET_SALE, ChangeKind.CLOSE)


class EditionChange(Model):
    change: ChangeKind
    sale: NewSale | None = Field(None, description="of `set-sale`: the terms")
    uri: Annotated[str, StringConstraints(pattern=r"^ipfs://[0-9A-Za-z/._-]{1,200}$")] | None = (
        Field(None, description="of `set-uri`: where the metadata lies, on IPFS")
    )


@app.post("/editions/<edition_id>/changes", summary="Prepare a change of an edition")
def prepare_edition_change(edition_id: str, body: EditionChange) -> PreparedView:
    from nfts.data.selling_reads import Reads

    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("minting", app)
    reads = Reads(connected())
    release = my_release(artist, edition_id, reads)
    wallet = str(release["release"]["artist"])
    if body.change in _OF_WHAT_GROWS:
        must_grow(release)
    call, does = _call(reads, token_of(edition_id), body)
    return prepared(reads.chain, wallet, call, does)


def _call(reads: "Reads", token: int, body: EditionChange) -> "tuple[Call, str]":
    from nfts.domain import trade_calls

    contracts = reads.chain.contracts
    match body.change:
        case ChangeKind.SET_SALE:
            if body.sale is None:
                raise Unprocessable("`sale` says the terms.", code="sale")
            terms = terms_of(body.sale)
            offering.must_be_offered(token)
            must_take(reads.chain, reads, "releases", terms.currency)
            return trade_calls.set_sale(contracts, token, terms), "Puts the edition on sale."
        case ChangeKind.END_SALE:
            ended = trade_calls.set_sale(contracts, token, trade_calls.ENDED)
            return ended, "Ends the open sale. Vouchers go on."
        case ChangeKind.CLOSE:
            return trade_calls.close(contracts, token), "No more are minted, ever."
        case ChangeKind.FREEZE:
            return trade_calls.freeze(contracts, token), "The metadata stays as it is, for ever."
        case ChangeKind.SET_URI:
            if body.uri is None:
                raise Unprocessable("`uri` says where the metadata lies.", code="uri")
            return trade_calls.set_uri(contracts, token, body.uri), "Points to other metadata."


before_snapshot(offering.prepare)
before_snapshot(wallets.prepare)
before_snapshot(selling.prepare)
handler = app.handler
