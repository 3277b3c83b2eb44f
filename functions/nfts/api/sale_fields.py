"""What an artist says of an open sale."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from didit360.clock import now
from didit360.http import Model
from didit360.inputs import NUMBER, Moment
from didit360.problems import Unprocessable
from nfts.api.selling_fields import LAST_MOMENT, MOST_QUANTITY, Amount, CurrencyCode, seconds
from nfts.domain.currency import NATIVE, told

if TYPE_CHECKING:
    from nfts.domain.trade_calls import SaleTerms


class NewSale(Model):
    price: Amount = Field(description="of one, in units of `currency`")
    currency: CurrencyCode = NATIVE
    opens_at: Moment | None = Field(None, description="null: at once")
    closes_at: Moment | None = Field(None, description="null: when the edition closes")
    per_wallet: Annotated[int, Field(ge=0, le=MOST_QUANTITY), NUMBER] = Field(
        0, description="how many a wallet may have bought of the edition, ever; 0: no limit"
    )


def terms_of(said: NewSale) -> "SaleTerms":
    """Unprocessable (422) where it would never be open."""
    from nfts.domain.trade_calls import SaleTerms

    opens_at = seconds(said.opens_at, 0)
    closes_at = min(seconds(said.closes_at, LAST_MOMENT), LAST_MOMENT)
    if closes_at <= opens_at or closes_at <= now().timestamp():
        raise Unprocessable("A sale closes after it opens, and not before now.", code="window")
    return SaleTerms(int(said.price), said.currency, opens_at, closes_at, said.per_wallet)


def signed_terms(message: Mapping[str, str]) -> "SaleTerms":
    """From the struct that was signed. Unprocessable (422) where the contract has no such terms."""
    from nfts.domain.trade_calls import SaleTerms

    opens_at, closes_at = int(message["opensAt"]), int(message["closesAt"])
    per_wallet = int(message["perWallet"])
    if max(opens_at, closes_at) > LAST_MOMENT or per_wallet > MOST_QUANTITY:
        raise Unprocessable("A number of the terms is too large.", code="too-large")
    if closes_at <= opens_at:
        raise Unprocessable("A sale closes after it opens.", code="window")
    currency = told(message["currency"])
    return SaleTerms(int(message["price"]), currency, opens_at, closes_at, per_wallet)
