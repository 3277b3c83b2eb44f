"""Transactions for a wallet to sign, and what they cost: what all prepared ones have in common."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ConfigDict, Field

from didit360.clock import now, rfc3339
from didit360.http import Model
from nfts.api.refusals import trying
from nfts.domain.currency import NATIVE

if TYPE_CHECKING:
    from nfts.data.chain import Chain
    from nfts.data.selling_transactions import Prepared
    from nfts.domain.calls import Call
    from nfts.domain.costs import Division

GOOD_FOR = timedelta(minutes=2)
"""Fees rise by an eighth a block at most: so long ours still get it in."""


class TransactionView(Model):
    """Of type 2 (EIP-1559). The wallet adds its nonce, signs and sends it. Amounts are in wei."""

    model_config = ConfigDict(populate_by_name=True)

    chain_id: int
    sender: str = Field(alias="from", description="the wallet that signs it")
    to: str
    data: str
    value: str
    gas: int | None
    max_fee_per_gas: str
    max_priority_fee_per_gas: str
    does: str


class CurrencyView(Model):
    address: str
    symbol: str
    decimals: int


class CostView(Model):
    """`price` is `platform_fee`, `royalty` and `proceeds` together."""

    currency: CurrencyView
    price: str
    platform_fee: str
    royalty: str
    proceeds: str
    network_fee: str | None
    total: str


class PreparedView(Model):
    """Send `approvals` first, each in a block, and ask again: then the transaction was tried."""

    transaction: TransactionView
    approvals: list[TransactionView]
    cost: CostView | None
    expires_at: str


def transaction(prepared: "Prepared", does: str) -> TransactionView:
    return TransactionView(
        chain_id=prepared.chain_id,
        sender=prepared.sender,
        to=prepared.call.to,
        data="0x" + prepared.call.data.hex(),
        value=str(prepared.call.value),
        gas=prepared.gas,
        max_fee_per_gas=str(prepared.fees.max_fee),
        max_priority_fee_per_gas=str(prepared.fees.priority_fee),
        does=does,
    )


def ready(chain: "Chain", sender: str, call: "Call", does: str) -> TransactionView:
    """Tried. Conflict (409) or Unprocessable (422) with the contract's reason."""
    from nfts.data.selling_transactions import tried

    with trying():
        return transaction(tried(chain, sender, call), does)


def prepared(
    chain: "Chain",
    sender: str,
    call: "Call",
    does: str,
    *,
    approvals: "list[tuple[Call, str]] | None" = None,
    division: "Division | None" = None,
    currency: str = NATIVE,
    pays: bool = True,
    until: int | None = None,
) -> PreparedView:
    """With its cost; where approvals are needed first it can't be tried yet.

    `pays`: the price leaves this wallet. `until`: in Unix seconds, when it is too late.
    """
    from nfts.data.selling_transactions import tried, untried

    needed = approvals or []
    with trying():
        first = [transaction(tried(chain, sender, one), what) for one, what in needed]
        made = untried(chain, sender, call) if needed else tried(chain, sender, call)
    expires = now() + GOOD_FOR
    if until is not None and until < expires.timestamp():
        expires = datetime.fromtimestamp(until, UTC)
    return PreparedView(
        transaction=transaction(made, does),
        approvals=first,
        cost=cost(chain, division, currency, made.network_fee, pays=pays) if division else None,
        expires_at=rfc3339(expires),
    )


def cost(
    chain: "Chain",
    division: "Division",
    currency: str,
    network_fee: int | None,
    *,
    pays: bool = True,
) -> CostView:
    """`total` is what leaves the wallet at most, in the currency."""
    total = division.price if pays else 0
    if currency == NATIVE:
        total += network_fee or 0
    return CostView(
        currency=currency_of(chain, currency),
        price=str(division.price),
        platform_fee=str(division.fee),
        royalty=str(division.royalty),
        proceeds=str(division.rest),
        network_fee=None if network_fee is None else str(network_fee),
        total=str(total),
    )


def currency_of(chain: "Chain", currency: str) -> CurrencyView:
    """Its symbol and decimals; of one that the settings don't know (any more), none."""
    for known in chain.currencies:
        if known.address == currency:
            return CurrencyView(address=currency, symbol=known.symbol, decimals=known.decimals)
    return CurrencyView(address=currency, symbol="", decimals=0)
