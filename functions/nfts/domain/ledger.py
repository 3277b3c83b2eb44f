"""The contracts' logs as they are kept, what each states, and which others' words it needs.

A log *states* facts of a subject: the terms of a token, the course of an auction, a maker's
counter. A subject is what its logs say, read in the chain's order. What a log adds to the books
(see nfts.domain.books) may *need* a subject: who a token pays, who sold in an auction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NATIVE = "native"
ZERO = "0x" + "0" * 40

UNREADABLE_METRIC = "UnreadableLogs"
"""Told to CloudWatch when a log of ours says nothing that is understood: somebody must look."""

Place = tuple[int, int]
"""Block, and which of its logs: the chain's order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One log. In `args` whole numbers are decimal texts, bytes are 0x-hex."""

    block: int
    index: int
    contract: str
    """releases, market, splits, or split (each split is a contract of its own)."""
    address: str
    event: str
    args: Mapping[str, Any]
    tx_hash: str
    block_hash: str
    at: int
    """The block's time, in Unix seconds."""

    @property
    def place(self) -> Place:
        return self.block, self.index

    def text(self, name: str) -> str:
        return str(self.args[name])

    def number(self, name: str) -> int:
        return int(self.args[name])

    def currency(self, name: str = "currency") -> str:
        """An address, or `native`."""
        return currency(self.text(name))


def currency(address: str) -> str:
    """The contracts say zero for the native coin."""
    return NATIVE if address == ZERO else address


def of_token(token_id: str | int) -> str:
    return f"token/{token_id}"


def of_auction(auction: str | int) -> str:
    return f"auction/{auction}"


def of_house(contract: str) -> str:
    """The settings of one of the two contracts that take money."""
    return f"house/{contract}"


def states(entry: Entry) -> str | None:
    """The subject that the log states something of."""
    return _STATES.get((entry.contract, entry.event), _nothing)(entry)


def needs(entry: Entry, token_of: Mapping[str, str]) -> list[str]:
    """The subjects that say what the log means for the books.

    `token_of` says by auction what it is of, as far as that is known.
    """
    match entry.contract, entry.event:
        case "releases", "Bought" | "Redeemed" if entry.currency() != NATIVE:
            return [of_house("releases"), of_token(entry.text("id"))]
        case "releases", "Collected":
            return [of_house("releases"), of_token(entry.text("id"))]
        case "market", "ListingFilled" | "OfferFilled":
            return [of_house("market"), of_token(entry.text("id"))]
        case "market", "Bid":
            return [of_auction(entry.text("auction"))]
        case "market", "Settled":
            auction = entry.text("auction")
            tokens = [of_token(token_of[auction])] if auction in token_of else []
            return [of_house("market"), of_auction(auction), *tokens]
    return []


def _nothing(_: Entry) -> None:
    return None


def _token(entry: Entry) -> str:
    return of_token(entry.text("id"))


def _auction(entry: Entry) -> str:
    return of_auction(entry.text("auction"))


def _house(entry: Entry) -> str:
    return of_house(entry.contract)


def _maker(entry: Entry) -> str:
    return f"maker/{entry.contract}/{entry.text('maker')}"


def _nonce(entry: Entry) -> str:
    return f"nonce/{entry.contract}/{entry.text('maker')}/{entry.text('nonce')}"


_HOUSES = ("releases", "market")
_STATES = {
    **{
        ("releases", event): _token
        for event in ("ReleasePublished", "URI", "Frozen", "Closed", "SaleSet")
    },
    ("releases", "ApprovalForAll"): lambda entry: f"approval/{entry.text('account')}",
    ("splits", "SplitCreated"): lambda entry: f"split/{entry.text('split')}",
    **{
        ("market", event): _auction
        for event in (
            *("AuctionCreated", "Bid", "Extended", "Settled"),
            *("AuctionCancelled", "KeptForClaim", "Claimed"),
        )
    },
    **{
        (house, event): _house
        for house in _HOUSES
        for event in ("FeeSet", "TreasurySet", "CurrencySet", "Paused", "Unpaused")
    },
    **{(house, "CounterRaised"): _maker for house in _HOUSES},
    **{(house, "OrderCancelled"): _nonce for house in _HOUSES},
}
