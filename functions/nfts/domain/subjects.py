"""What the logs of one subject come to, read in the chain's order: rows of the market's tables.

Amounts and ids are decimal texts, moments Unix seconds, as contracts/src counts them; a moment is
None where the contracts say 0 for never.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from nfts.domain.ledger import ZERO, Entry

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by the table that they stand in."""


def rows(subject: str, entries: Iterable[Entry]) -> Rows:
    """What is to stand in the tables of a subject; nothing of one without logs."""
    kind, *key = subject.split("/")
    ordered = sorted(entries, key=lambda entry: entry.place)
    return _FOLDS[kind](key, ordered) if ordered else {}


def _token(key: Sequence[str], entries: Sequence[Entry]) -> Rows:
    row: Row = {"token_id": key[0]}
    for entry in entries:
        match entry.event:
            case "ReleasePublished":
                row |= {
                    "artist": entry.text("artist"),
                    "payout": entry.text("payout"),
                    "max_supply": entry.number("maxSupply"),
                    "closes_at": entry.number("closesAt") or None,
                    "royalty_bps": entry.number("royaltyBps"),
                    "content_hash": entry.text("contentHash"),
                    "uri": entry.text("uri"),
                    "frozen": False,
                    "published_at": entry.at,
                }
            case "URI":
                row["uri"] = entry.text("value")
            case "Frozen":
                row["frozen"] = True
            case "Closed":
                row["max_supply"] = entry.number("supply")
            case "SaleSet":
                row |= {
                    "sale_price": entry.text("price"),
                    "sale_currency": entry.currency(),
                    "sale_opens_at": entry.number("opensAt"),
                    "sale_closes_at": entry.number("closesAt"),
                    "sale_per_wallet": entry.number("perWallet") or None,
                    "sale_set_at": entry.at,
                }
    return {"tokens": [row]} if "artist" in row else {}


def _auction(key: Sequence[str], entries: Sequence[Entry]) -> Rows:
    row: Row = {"auction": key[0], "state": "running", "bids": 0}
    for entry in entries:
        match entry.event:
            case "AuctionCreated":
                row |= {
                    "seller": entry.text("seller"),
                    "token_id": entry.text("id"),
                    "quantity": entry.number("quantity"),
                    "currency": entry.currency(),
                    "reserve": entry.text("reserve"),
                    "min_raise_bps": entry.number("minRaiseBps"),
                    "starts_at": entry.number("startsAt"),
                    "ends_at": entry.number("endsAt"),
                    "made_at": entry.at,
                }
            case "Bid":
                row |= {
                    "bid": entry.text("amount"),
                    "bidder": entry.text("bidder"),
                    "bids": row["bids"] + 1,
                }
            case "Extended":
                row["ends_at"] = entry.number("endsAt")
            case "Settled":
                row["state"] = "unsold" if entry.text("winner") == ZERO else "sold"
            case "AuctionCancelled":
                row["state"] = "cancelled"
            case "KeptForClaim":
                row["kept_for"] = entry.text("holder")
            case "Claimed":
                row["kept_for"] = None
    return {"auctions": [row]} if "seller" in row else {}


def _house(key: Sequence[str], entries: Sequence[Entry]) -> Rows:
    house: Row = {"contract": key[0], "address": entries[-1].address, "paused": False}
    treasuries: list[Row] = []
    currencies: dict[str, bool] = {}
    for entry in entries:
        match entry.event:
            case "FeeSet":
                house["fee_bps"] = entry.number("feeBps")
            case "TreasurySet":
                treasury = entry.text("treasury")
                at = {"block": entry.block, "index": entry.index}
                treasuries.append({"contract": key[0], "treasury": treasury} | at)
            case "Paused" | "Unpaused":
                house["paused"] = entry.event == "Paused"
            case "CurrencySet":
                currencies[entry.text("currency")] = bool(entry.args["allowed"])
    allowed = (address for address, is_allowed in currencies.items() if is_allowed)
    return {
        "houses": [house],
        "treasuries": treasuries,
        "currencies": [{"contract": key[0], "currency": address} for address in allowed],
    }


def _split(key: Sequence[str], entries: Sequence[Entry]) -> Rows:
    made = entries[-1]
    lines = zip(made.args["payees"], made.args["weights"], strict=True)
    return {
        "splits": [{"split": key[0], "sheet": made.text("sheet"), "made_at": made.at}],
        "payees": [
            {"split": key[0], "payee": payee, "weight": int(weight)} for payee, weight in lines
        ],
    }


def _maker(key: Sequence[str], entries: Sequence[Entry]) -> Rows:
    counter = entries[-1].text("counter")
    return {"makers": [{"contract": key[0], "maker": key[1], "counter": counter}]}


def _nonce(key: Sequence[str], _: Sequence[Entry]) -> Rows:
    return {"cancelled": [{"contract": key[0], "maker": key[1], "nonce": key[2]}]}


def _approval(key: Sequence[str], entries: Sequence[Entry]) -> Rows:
    return {"approvals": [{"owner": key[0]}]} if entries[-1].args["approved"] else {}


_FOLDS: dict[str, Callable[[Sequence[str], Sequence[Entry]], Rows]] = {
    "token": _token,
    "auction": _auction,
    "house": _house,
    "split": _split,
    "maker": _maker,
    "nonce": _nonce,
    "approval": _approval,
}
