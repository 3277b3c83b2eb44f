"""What an artist says of a voucher, and the voucher that becomes of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from didit360 import ids
from didit360.http import Model
from didit360.inputs import NUMBER, Moment, YesNo
from didit360.problems import Unprocessable
from didit360.text import Line
from nfts.api.edition_fields import Recipient, addresses_of
from nfts.api.refusals import asking
from nfts.api.selling_fields import (
    LAST_MOMENT,
    MOST_QUANTITY,
    Amount,
    CurrencyCode,
    Quantity,
    seconds,
)
from nfts.api.selling_guards import must_take
from nfts.data import vouchers
from nfts.domain.currency import NATIVE
from nfts.domain.voucher import MOST_WALLETS, Voucher

if TYPE_CHECKING:
    from nfts.data.selling_reads import Reads

PerWallet = Annotated[int, Field(ge=0, le=MOST_QUANTITY), NUMBER]
MOST_GASLESS = 1_000
"""Of one voucher, that the platform redeems for people."""


class NewVoucher(Model):
    price: Amount = Field("0", description="of one, in units of `currency`; 0: free")
    currency: CurrencyCode = NATIVE
    max_quantity: Quantity = Field(description="over the whole voucher")
    per_wallet: PerWallet = Field(
        1, description="how many a wallet may have bought of the edition, ever; 0: no limit"
    )
    opens_at: Moment | None = Field(None, description="null: at once")
    closes_at: Moment
    wallets: Annotated[list[Recipient], Field(max_length=MOST_WALLETS)] = Field(
        [], description="for these alone: addresses, or ids of people; empty: for anyone"
    )
    gasless: YesNo = Field(
        False,
        description="whether the platform redeems it for whoever may: "
        f"of a free one, up to {MOST_GASLESS:,}",
    )
    note: Annotated[Line, Field(max_length=200)] | None = None


def voucher_of(
    said: NewVoucher,
    artist_id: str,
    release: dict[str, Any],
    edition_id: str,
    reads: "Reads",
    moment: datetime,
) -> Voucher:
    """Signed by the platform. Unprocessable (422) where fields don't go together."""
    opens_at, closes_at = seconds(said.opens_at, 0), min(seconds(said.closes_at, 0), LAST_MOMENT)
    if closes_at <= opens_at or closes_at <= moment.timestamp():
        raise Unprocessable("It closes after it opens, and not before now.", code="window")
    if said.gasless and said.price != "0":
        raise Unprocessable("Only a free voucher is redeemed for people.", code="gasless")
    if said.gasless and said.max_quantity > MOST_GASLESS:
        detail = f"The platform redeems {MOST_GASLESS:,} of a voucher for people at most."
        raise Unprocessable(detail, code="gasless")
    if said.max_quantity > release["release"]["maxSupply"]:
        raise Unprocessable("There can't be so many of the edition.", code="supply")
    chain = reads.chain
    must_take(chain, reads, "releases", said.currency)
    wallets = addresses_of(said.wallets) if said.wallets else ()
    return _signed(
        reads,
        {
            "edition_id": edition_id,
            "artist_id": artist_id,
            "token": ids.number(edition_id),
            "price": int(said.price),
            "currency": said.currency,
            "max_quantity": said.max_quantity,
            "per_wallet": said.per_wallet,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "wallets": wallets,
            "gasless": said.gasless,
            "note": said.note or "",
            "made_at": moment,
        },
    )


def _signed(reads: "Reads", terms: dict[str, Any]) -> Voucher:
    from dataclasses import replace

    from nfts.data.minter import minter
    from nfts.domain import typed_data

    account, chain = minter(), reads.chain
    releases = chain.contracts.releases
    with asking():
        counter = reads.counter("releases", account.address)
        nonce = vouchers.draw_nonce(reads, account.address)
    voucher = Voucher(
        id=ids.new("vch"),
        signer=account.address,
        nonce=nonce,
        counter=counter,
        chain_id=chain.id,
        releases=releases,
        **terms,
    )
    signature = account.sign_typed_data(typed_data.voucher(chain.id, releases, voucher.message()))
    return replace(voucher, signature="0x" + signature.hex())
