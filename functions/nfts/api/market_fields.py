"""Fields of what is asked of the market."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from didit360 import ids
from nfts.api.market_views import NotInMarketError
from nfts.domain.addresses import ADDRESS, checksummed
from nfts.domain.ledger import NATIVE

Amount = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,28})$", max_length=29)]
"""Whole units of a currency, as decimal text."""


def _currency(text: str) -> str:
    return NATIVE if text == NATIVE else checksummed(text)


Currency = Annotated[
    str,
    StringConstraints(pattern=f"^(native|{ADDRESS})$", max_length=42),
    AfterValidator(_currency),
]
Wallet = Annotated[
    str, StringConstraints(pattern=f"^{ADDRESS}$", max_length=42), AfterValidator(checksummed)
]
Genre = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9&' -]{0,39}$", max_length=40)]


def token_of(edition_id: str) -> int:
    """Its id on the chain. NotInMarketError."""
    if not ids.is_id(edition_id, "edn"):
        raise NotInMarketError
    return ids.number(edition_id)
