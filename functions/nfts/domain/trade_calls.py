"""What wallets are given to sign, and the platform sends: each call of the contracts by its name.

Importing this parses the contracts' interfaces: API functions import it when they need it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nfts.domain import abi
from nfts.domain.blocks import Contracts
from nfts.domain.calls import Call
from nfts.domain.currency import NATIVE, on_chain
from nfts.domain.order import Order
from nfts.domain.signed_order import message

EVERYTHING = 2**256 - 1


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """Of an open sale; moments in Unix seconds. `per_wallet` 0: no limit."""

    price: int
    currency: str
    opens_at: int
    closes_at: int
    per_wallet: int

    def struct(self) -> dict[str, Any]:
        return {
            "price": self.price,
            "currency": on_chain(self.currency),
            "opensAt": self.opens_at,
            "closesAt": self.closes_at,
            "perWallet": self.per_wallet,
        }


ENDED = SaleTerms(0, NATIVE, 0, 1, 0)
"""Terms that have closed long ago: how a sale is ended."""


@dataclass(frozen=True, slots=True)
class AuctionTerms:
    token: int
    quantity: int
    currency: str
    reserve: int
    min_raise_bps: int
    starts_at: int
    ends_at: int


def approve_market(contracts: Contracts) -> Call:
    """Lets the Market take a holder's tokens: once, for all listings, offers and auctions."""
    return Call(contracts.releases, abi.RELEASES.call("setApprovalForAll", contracts.market, True))


def approve_coins(currency: str, spender: str, amount: int) -> Call:
    return Call(currency, abi.ERC20.call("approve", spender, amount))


def buy_first(contracts: Contracts, token: int, quantity: int, currency: str, price: int) -> Call:
    """For `price` in all and no more, whatever the artist's terms are by then."""
    if currency == NATIVE:
        return Call(contracts.releases, abi.RELEASES.call("buy", token, quantity), price)
    data = abi.RELEASES.call("buyWith", token, quantity, currency, price)
    return Call(contracts.releases, data)


def redeem(
    contracts: Contracts,
    voucher: dict[str, Any],
    signature: bytes,
    proof: Sequence[bytes],
    to: str,
    quantity: int,
    value: int,
) -> Call:
    data = abi.RELEASES.call("redeem", voucher, signature, list(proof), to, quantity)
    return Call(contracts.releases, data, value)


def buy_listed(
    contracts: Contracts, order: Order, signature: bytes, quantity: int, to: str, value: int
) -> Call:
    data = abi.MARKET.call("buy", message(order), signature, quantity, to)
    return Call(contracts.market, data, value)


def accept_offer(contracts: Contracts, order: Order, signature: bytes, quantity: int) -> Call:
    return Call(contracts.market, abi.MARKET.call("accept", message(order), signature, quantity))


def bid(contracts: Contracts, auction: int, amount: int, value: int) -> Call:
    return Call(contracts.market, abi.MARKET.call("bid", auction, amount), value)


def create_auction(contracts: Contracts, terms: AuctionTerms) -> Call:
    data = abi.MARKET.call(
        "createAuction",
        terms.token,
        terms.quantity,
        on_chain(terms.currency),
        terms.reserve,
        terms.min_raise_bps,
        terms.starts_at,
        terms.ends_at,
    )
    return Call(contracts.market, data)


def settle(contracts: Contracts, auction: int) -> Call:
    return Call(contracts.market, abi.MARKET.call("settle", auction))


def cancel_auction(contracts: Contracts, auction: int) -> Call:
    return Call(contracts.market, abi.MARKET.call("cancelAuction", auction))


def claim(contracts: Contracts, auction: int, to: str) -> Call:
    return Call(contracts.market, abi.MARKET.call("claim", auction, to))


def cancel_orders(contracts: Contracts, nonces: Sequence[int]) -> Call:
    return Call(contracts.market, abi.MARKET.call("cancel", list(nonces)))


def cancel_all_orders(contracts: Contracts) -> Call:
    return Call(contracts.market, abi.MARKET.call("cancelAll"))


def cancel_vouchers(contracts: Contracts, nonces: Sequence[int]) -> Call:
    return Call(contracts.releases, abi.RELEASES.call("cancel", list(nonces)))


def set_sale(contracts: Contracts, token: int, terms: SaleTerms) -> Call:
    return Call(contracts.releases, abi.RELEASES.call("setSale", token, terms.struct()))


def set_sale_for(
    contracts: Contracts, token: int, terms: SaleTerms, nonce: int, counter: int, signature: bytes
) -> Call:
    data = abi.RELEASES.call("setSaleFor", token, terms.struct(), nonce, counter, signature)
    return Call(contracts.releases, data)


def freeze(contracts: Contracts, token: int) -> Call:
    return Call(contracts.releases, abi.RELEASES.call("freeze", token))


def close(contracts: Contracts, token: int) -> Call:
    return Call(contracts.releases, abi.RELEASES.call("close", token))


def set_uri(contracts: Contracts, token: int, uri: str) -> Call:
    return Call(contracts.releases, abi.RELEASES.call("setURI", token, uri))


def collect(contracts: Contracts, tokens: Sequence[int]) -> Call:
    """A release's pot of native coin, to the ledger of Releases."""
    return Call(contracts.releases, abi.RELEASES.call("collect", list(tokens)))


def withdraw(house: str, account: str, currency: str) -> Call:
    """What Releases or the Market (`house`, its address) owes an account, to that account."""
    return Call(house, abi.RELEASES.call("withdraw", account, on_chain(currency)))


def withdraw_share(split: str, payee: str, currency: str) -> Call:
    return Call(split, abi.SPLIT.call("withdraw", payee, on_chain(currency)))
