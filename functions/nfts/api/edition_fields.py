"""What an artist says of an edition and of an airdrop, as several operations take it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from didit360.http import Model
from didit360.inputs import NUMBER, Moment
from didit360.problems import Conflict, Unprocessable
from didit360.text import Prose
from nfts.api.chain_fields import Address
from nfts.data import wallets
from nfts.domain.addresses import checksummed
from nfts.domain.airdrop import MOST_RECIPIENTS
from nfts.domain.edition import MOST_ROYALTY_BPS, MOST_SUPPLY, Kind, Terms

Quantity = Annotated[int, Field(ge=0, le=MOST_SUPPLY), NUMBER]
Recipient = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")
]


class NewEdition(Model):
    work_id: Annotated[str, StringConstraints(max_length=40, pattern=r"^(trk|rel)_[0-9A-Z]{26}$")]
    kind: Kind
    sheet_id: Annotated[str, StringConstraints(max_length=40, pattern=r"^sht_[0-9A-Z]{26}$")]
    supply: Annotated[int, Field(ge=1, le=MOST_SUPPLY), NUMBER] | None = Field(
        None, description="how many there can ever be; of a timed edition null is as many as asked"
    )
    closes_at: Moment | None = Field(None, description="when no more are minted; null: never")
    royalty_bps: Annotated[int, Field(ge=0, le=MOST_ROYALTY_BPS), NUMBER] = 1000
    quantity: Quantity = Field(0, description="minted at once, to `recipient`")
    recipient: Address | None = Field(None, description="your primary wallet, if it is not there")
    description: Prose | None = None


class NewAirdrop(Model):
    recipients: Annotated[
        list[Recipient],
        Field(min_length=1, max_length=MOST_RECIPIENTS),
    ] = Field(description="wallets' addresses, or ids of people: of these the primary wallet")
    quantity_each: Annotated[int, Field(ge=1, le=1000), NUMBER] = 1


def terms_of(said: NewEdition, artist_id: str, moment: datetime) -> Terms:
    """Conflict (409) without a wallet, Unprocessable (422) where fields don't go together."""
    mine = wallets.get(artist_id).primary
    if mine is None:
        detail = "Link a wallet first: the edition is yours by its address."
        raise Conflict(detail, code="no-wallet")
    supply = 1 if said.kind is Kind.ONE_OF_ONE else said.supply
    if said.kind is Kind.ONE_OF_ONE and said.supply not in (None, 1):
        raise Unprocessable("There is one of a one-of-one.", code="supply")
    if said.kind is Kind.FIXED and supply is None:
        raise Unprocessable("Of a fixed edition `supply` says how many.", code="supply")
    if said.kind is Kind.TIMED and said.closes_at is None:
        raise Unprocessable("Of a timed edition `closes_at` says how long.", code="closes-at")
    if said.closes_at is not None and said.closes_at <= moment:
        raise Unprocessable("The edition would be closed already.", code="past")
    if supply is not None and said.quantity > supply:
        raise Unprocessable("More would be minted than there can be.", code="supply")
    return Terms(
        kind=said.kind,
        supply=supply,
        closes_at=said.closes_at,
        royalty_bps=said.royalty_bps,
        sheet_id=said.sheet_id,
        artist_address=mine.address,
        quantity=said.quantity,
        recipient=said.recipient or mine.address,
        description=said.description or "",
    )


def addresses_of(recipients: Sequence[str]) -> tuple[str, ...]:
    """Everybody's address, each once, in the order said. Unprocessable (422)."""
    people = [one for one in recipients if not one.startswith("0x")]
    primary = wallets.primaries(people)
    if missing := sorted(set(people) - primary.keys()):
        raise Unprocessable(
            "Some of them have linked no wallet.", code="no-wallet", people=missing[:100]
        )
    try:
        found = [checksummed(one) if one.startswith("0x") else primary[one] for one in recipients]
    except ValueError as error:
        raise Unprocessable(f"Some address is none: {error}.", code="no-address") from None
    unique = dict.fromkeys(found)
    if len(unique) < len(found):
        raise Unprocessable("Some address is there twice.", code="recipient-twice")
    if any(int(address, 16) == 0 for address in unique):
        raise Unprocessable("The zero address holds nothing.", code="no-address")
    return tuple(unique)
