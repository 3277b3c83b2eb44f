"""Fields of what is sold and bought: amounts, currencies, big numbers, moments of the chain."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import AfterValidator, Field, StringConstraints

from didit360.clock import rfc3339
from didit360.inputs import NUMBER
from nfts.domain.addresses import ADDRESS, checksummed
from nfts.domain.currency import NATIVE

MOST_AMOUNT = 2**96 - 1
MOST_QUANTITY = 2**32 - 2
LAST_MOMENT = 2**40 - 1
"""The last second that the contracts can name."""


def _amount(text: str) -> str:
    if int(text) > MOST_AMOUNT:
        raise ValueError("an amount has at most 96 bits")
    return text


def _currency(text: str) -> str:
    return NATIVE if text == NATIVE else checksummed(text)


Amount = Annotated[
    str,
    StringConstraints(pattern=r"^(0|[1-9][0-9]{0,28})$", max_length=29),
    AfterValidator(_amount),
]
"""Whole units of a currency, as decimal text: JSON's numbers don't hold so many digits."""

CurrencyCode = Annotated[
    str,
    StringConstraints(pattern=f"^(native|{ADDRESS})$", max_length=42),
    AfterValidator(_currency),
]

Quantity = Annotated[int, Field(ge=1, le=MOST_QUANTITY), NUMBER]
EditionId = Annotated[str, StringConstraints(max_length=40, pattern=r"^edn_[0-7][0-9A-Z]{25}$")]
AuctionInPath = Annotated[
    str, Path(pattern=r"^[1-9][0-9]{0,18}$", max_length=19, description="an auction's number")
]


def seconds(moment: datetime | None, otherwise: int) -> int:
    """As the chain tells time: whole seconds of Unix, rounded down."""
    return otherwise if moment is None else max(0, int(moment.timestamp()))


def told(second: int) -> str | None:
    """RFC 3339; None of what the contracts mean by never."""
    if second > 253_402_300_799:  # year 9999
        return None
    return rfc3339(datetime.fromtimestamp(second, UTC))
