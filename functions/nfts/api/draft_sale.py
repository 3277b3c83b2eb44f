"""Give an artist the terms of sale that their wallet is to sign: the platform puts them up."""

from http import HTTPStatus

from pydantic import Field

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from nfts.api import offering, selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import Address
from nfts.api.order_fields import Whole
from nfts.api.refusals import asking
from nfts.api.sale_fields import NewSale, terms_of
from nfts.api.selling_fields import Amount
from nfts.api.selling_guards import must_grow, must_take, my_release, token_of
from nfts.api.typed_data_views import DomainView, FieldView
from nfts.data import vouchers, wallets

# Another draft does no harm: what counts is what is signed.
app = api(safe=True)


class SaleMessage(Model):
    """The struct that is signed, by the contract's own names. Numbers are decimal texts."""

    id: Whole
    price: Amount
    currency: Address
    opensAt: Whole  # noqa: N815  the contract's own word, as the next ones
    closesAt: Whole  # noqa: N815
    perWallet: Whole  # noqa: N815
    nonce: Whole
    counter: Whole


class SaleTypedData(Model):
    """Give it to the wallet as it is (eth_signTypedData_v4)."""

    types: dict[str, list[FieldView]]
    primaryType: str  # noqa: N815
    domain: DomainView
    message: SaleMessage


class NewSaleDraft(Model):
    sale: NewSale | None = Field(None, description="null: the terms that end the sale")


@app.post(
    "/editions/<edition_id>/sale/drafts",
    summary="Draft the terms of a sale",
    status_code=HTTPStatus.CREATED,
)
def draft_sale(edition_id: str, body: NewSaleDraft) -> SaleTypedData:
    from nfts.data.selling_reads import Reads
    from nfts.domain import trade_calls
    from nfts.domain.sale import to_sign

    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("minting", app)
    chain = connected()
    reads, releases = Reads(chain), chain.contracts.releases
    release = my_release(artist, edition_id, reads)
    signer = str(release["release"]["artist"])
    terms = terms_of(body.sale) if body.sale else trade_calls.ENDED
    if terms != trade_calls.ENDED:
        offering.must_be_offered(edition_id)
        must_grow(release)
    must_take(chain, reads, "releases", terms.currency)
    with asking():
        counter = reads.counter("releases", signer)
        nonce = vouchers.draw_nonce(reads, signer)
    said = to_sign(
        token_of(edition_id), terms, nonce, counter, chain_id=chain.id, releases=releases
    )
    return SaleTypedData.model_validate(said.json())


for prepare in (offering.prepare, vouchers.prepare, wallets.prepare, selling.prepare):
    before_snapshot(prepare)
handler = app.handler
