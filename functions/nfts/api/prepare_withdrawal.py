"""Prepare taking out money: a share of a split, what a ledger owes, a release's pot.

Anyone may send these, and pays the gas; the money goes to whose it is.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import Field

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict, Unprocessable
from nfts.api import selling
from nfts.api.chain_access import connected
from nfts.api.chain_fields import Address, LinkedAddress
from nfts.api.refusals import asking
from nfts.api.selling_fields import CurrencyCode, EditionId
from nfts.api.selling_guards import my_wallet, token_of
from nfts.api.transaction_views import CurrencyView, PreparedView, currency_of, prepared
from nfts.data import wallets
from nfts.domain.currency import NATIVE

if TYPE_CHECKING:
    from nfts.data.selling_reads import Reads
    from nfts.domain.calls import Call

# It only prepares: asked again, it is the same with today's fees.
app = api(safe=True)


class WithdrawalSource(StrEnum):
    POT = "pot"
    RELEASES = "releases"
    MARKET = "market"
    SPLIT = "split"


class NewWithdrawal(Model):
    source: WithdrawalSource
    wallet: LinkedAddress | None = None
    edition_id: EditionId | None = Field(
        None, description="of `pot` and `split`; of the ledgers: pays this edition's split"
    )
    account: Address | None = Field(
        None, description="who is paid; null: the edition's split, or the wallet"
    )
    currency: CurrencyCode = NATIVE


class WithdrawalView(Model):
    amount: str
    currency: CurrencyView
    account: str = Field(description="who is paid; of a pot: the split, by the ledger")
    prepared: PreparedView


@app.post("/withdrawals", summary="Prepare to take out money")
def prepare_withdrawal(body: NewWithdrawal) -> WithdrawalView:
    from nfts.data.selling_reads import Reads

    me = caller(app)
    limits.spend("selling", app)
    wallet = my_wallet(me, body.wallet)
    reads = Reads(connected())
    token, split = _edition(reads, body)
    with asking():
        call, account, amount = _what(reads, body, wallet, token, split)
    if amount == 0:
        raise Conflict("There is nothing to take out.", code="nothing-due")
    return WithdrawalView(
        amount=str(amount),
        currency=currency_of(reads.chain, body.currency),
        account=account,
        prepared=prepared(reads.chain, wallet, call, _DOES[body.source]),
    )


_DOES = {
    WithdrawalSource.POT: "Moves first sales to the ledger, for the split to be paid from.",
    WithdrawalSource.RELEASES: "Pays what first sales owe.",
    WithdrawalSource.MARKET: "Pays what resales, auctions and outbid bids owe.",
    WithdrawalSource.SPLIT: "Pays a share of the split.",
}


def _edition(reads: "Reads", body: NewWithdrawal) -> tuple[int, str]:
    if body.edition_id is None:
        if body.source in (WithdrawalSource.POT, WithdrawalSource.SPLIT):
            raise Unprocessable("`edition_id` says of which edition.", code="edition")
        return 0, ""
    token = token_of(body.edition_id)
    with asking():
        release: dict[str, Any] = reads.release(token)
    return token, str(release["payout"])


def _what(
    reads: "Reads", body: NewWithdrawal, wallet: str, token: int, split: str
) -> "tuple[Call, str, int]":
    """The call, who is paid, and how much."""
    from nfts.domain import trade_calls

    contracts = reads.chain.contracts
    match body.source:
        case WithdrawalSource.POT:
            return (
                trade_calls.collect(contracts, [token]),
                split,
                sum(reads.uncollected(token).values()) if body.currency == NATIVE else 0,
            )
        case WithdrawalSource.SPLIT:
            payee = body.account or wallet
            call = trade_calls.withdraw_share(split, payee, body.currency)
            return call, payee, reads.due(split, payee, body.currency)
        case WithdrawalSource.RELEASES | WithdrawalSource.MARKET:
            house: Any = body.source.value
            account = body.account or split or wallet
            call = trade_calls.withdraw(reads.address(house), account, body.currency)
            return call, account, reads.owed(house, account, body.currency)


before_snapshot(wallets.prepare)
before_snapshot(selling.prepare)
handler = app.handler
