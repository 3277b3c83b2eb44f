"""What each log adds to the books: who holds what, who is owed what, what was sold and taken.

Amounts add up, whatever the order they come in, and can be taken out again to the unit. Who is
credited in the pull ledgers follows contracts/src, which does not say it in logs of its own:

    first sale    the price less the fee to the token's payout, the fee to the treasury. In the
                  native coin both wait in the token's pot, until `Collected` moves them
    resale        price - royalty - fee to the seller, the royalty to the payout, the fee to the
                  treasury; by auction the same, and whoever is outbid has the bid back
    split         what comes in divides by the payees' weights (see nfts.domain.earnings)

The treasury is the one that the contract had when the log was written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nfts.domain.ledger import NATIVE, ZERO, Entry, Place

Line = tuple[str, dict[str, Any]]
"""The book, and a row of it: keys and amounts (decimal texts)."""


@dataclass(frozen=True, slots=True)
class Sold:
    """What an auction is of, as it was made."""

    seller: str
    token_id: str
    quantity: int
    currency: str


@dataclass(frozen=True, slots=True)
class Known:
    """The subjects that logs need, as far as their own logs have come."""

    payouts: Mapping[str, str] = field(default_factory=dict)
    """By token."""
    auctions: Mapping[str, Sold] = field(default_factory=dict)
    treasuries: Mapping[str, list[tuple[Place, str]]] = field(default_factory=dict)
    """By contract, in order."""

    def treasury(self, entry: Entry) -> str | None:
        before = [
            account
            for place, account in self.treasuries.get(entry.contract, ())
            if place < entry.place
        ]
        return before[-1] if before else None


def lines(entry: Entry, known: Known) -> list[Line]:
    """What to add. Of a log whose needs are not known yet it is not all."""
    match entry.contract, entry.event:
        case "releases", "TransferSingle":
            found = _transfer(entry, 0, entry.text("id"), entry.text("value"))
        case "releases", "TransferBatch":
            found = _transfers(entry)
        case "releases", "Bought":
            found = _first_sale(entry, known, "primary", entry.text("buyer"))
        case "releases", "Redeemed":
            found = _redeemed(entry, known)
        case "releases", "Collected":
            found = _collected(entry, known)
        case "market", "ListingFilled" | "OfferFilled":
            found = _filled(entry, known)
        case "market", "Bid":
            found = _outbid(entry, known)
        case "market", "Settled":
            found = _settled(entry, known)
        case "releases" | "market", "Withdrawn":
            found = _withdrawn(entry)
        case "split", "PaymentReceived":
            found = _income(entry.address, NATIVE, entry.text("amount"))
        case "split", "Withdrawn":
            found = _paid(entry)
        case _:
            return []
    return list(found)


def _transfers(entry: Entry) -> Iterator[Line]:
    for number, (token_id, value) in enumerate(
        zip(entry.args["ids"], entry.args["values"], strict=True)
    ):
        yield from _transfer(entry, number, token_id, value)


def _transfer(entry: Entry, number: int, token_id: str, value: str) -> Iterator[Line]:
    sender, receiver = entry.text("from"), entry.text("to")
    if sender == ZERO:
        yield "token_counts", {"token_id": token_id, "minted": value}
    elif value != "0":
        yield "holdings", {"token_id": token_id, "owner": sender, "quantity": f"-{value}"}
    if value != "0":
        yield "holdings", {"token_id": token_id, "owner": receiver, "quantity": value}
    yield (
        "transfers",
        _at(entry)
        | {
            "number": number,
            "token_id": token_id,
            "sender": None if sender == ZERO else sender,
            "receiver": receiver,
            "quantity": value,
            "tx_hash": entry.tx_hash,
        },
    )


def _first_sale(entry: Entry, known: Known, how: str, buyer: str) -> Iterator[Line]:
    token_id, currency = entry.text("id"), entry.currency()
    price, fee = entry.number("price"), entry.number("fee")
    yield "token_counts", {"token_id": token_id, "sold": entry.text("quantity")}
    if currency == NATIVE:
        pot = {"token_id": token_id, "proceeds": str(price - fee), "fees": str(fee)}
        yield "pots", pot
    else:
        yield from _credit(entry, known.payouts.get(token_id), currency, price - fee)
        yield from _credit(entry, known.treasury(entry), currency, fee)
    yield _sale(
        entry,
        token_id,
        how=how,
        seller=None,
        buyer=buyer,
        quantity=entry.number("quantity"),
        currency=currency,
        royalty=0,
    )


def _redeemed(entry: Entry, known: Known) -> Iterator[Line]:
    yield _fill(entry, entry.text("signer"))
    yield from _first_sale(entry, known, "voucher", entry.text("to"))


def _collected(entry: Entry, known: Known) -> Iterator[Line]:
    token_id = entry.text("id")
    proceeds, fees = entry.number("proceeds"), entry.number("fees")
    if proceeds or fees:
        yield "pots", {"token_id": token_id, "proceeds": str(-proceeds), "fees": str(-fees)}
    yield from _credit(entry, known.payouts.get(token_id), NATIVE, proceeds)
    yield from _credit(entry, known.treasury(entry), NATIVE, fees)


def _filled(entry: Entry, known: Known) -> Iterator[Line]:
    is_listing = entry.event == "ListingFilled"
    seller, token_id = entry.text("seller"), entry.text("id")
    yield _fill(entry, entry.text("seller" if is_listing else "buyer"))
    yield from _resale(
        entry,
        known,
        Sold(seller, token_id, entry.number("quantity"), entry.currency()),
        how="listing" if is_listing else "offer",
        buyer=entry.text("to" if is_listing else "buyer"),
    )


def _outbid(entry: Entry, known: Known) -> Iterator[Line]:
    sold = known.auctions.get(entry.text("auction"))
    if sold:
        yield from _credit(entry, entry.text("outbid"), sold.currency, entry.number("refund"))


def _settled(entry: Entry, known: Known) -> Iterator[Line]:
    sold = known.auctions.get(entry.text("auction"))
    if sold and entry.text("winner") != ZERO:
        yield from _resale(entry, known, sold, how="auction", buyer=entry.text("winner"))


def _resale(entry: Entry, known: Known, sold: Sold, *, how: str, buyer: str) -> Iterator[Line]:
    price, royalty, fee = (entry.number(name) for name in ("price", "royalty", "fee"))
    yield "token_counts", {"token_id": sold.token_id, "resold": str(sold.quantity)}
    yield from _credit(entry, sold.seller, sold.currency, price - royalty - fee)
    yield from _credit(entry, known.payouts.get(sold.token_id), sold.currency, royalty)
    yield from _credit(entry, known.treasury(entry), sold.currency, fee)
    yield _sale(
        entry,
        sold.token_id,
        how=how,
        seller=sold.seller,
        buyer=buyer,
        quantity=sold.quantity,
        currency=sold.currency,
        royalty=royalty,
    )


def _withdrawn(entry: Entry) -> Iterator[Line]:
    account, currency, amount = entry.text("account"), entry.currency(), entry.text("amount")
    key = {"contract": entry.contract, "account": account, "currency": currency}
    yield "owed", key | {"withdrawn": amount}
    if currency != NATIVE:
        # A split tells of the native coin itself; of a token that comes nobody tells but this.
        yield from _income(account, currency, amount)


def _paid(entry: Entry) -> Iterator[Line]:
    payee, currency = entry.text("payee"), entry.currency()
    key = {"split": entry.address, "payee": payee, "currency": currency}
    yield "payments", key | {"amount": entry.text("amount")}


def _income(account: str, currency: str, amount: str) -> Iterator[Line]:
    yield "incomes", {"account": account, "currency": currency, "amount": amount}


def _credit(entry: Entry, account: str | None, currency: str, amount: int) -> Iterator[Line]:
    if account and amount:
        key = {"contract": entry.contract, "account": account, "currency": currency}
        yield "owed", key | {"earned": str(amount)}


def _fill(entry: Entry, maker: str) -> Line:
    key = {"contract": entry.contract, "maker": maker, "nonce": entry.text("nonce")}
    return "fills", key | {"quantity": entry.text("quantity")}


def _sale(entry: Entry, token_id: str, **facts: Any) -> Line:
    said = {"token_id": token_id, "price": entry.text("price"), "fee": entry.text("fee")}
    return "sales", _at(entry) | said | {"tx_hash": entry.tx_hash} | facts


def _at(entry: Entry) -> dict[str, Any]:
    return {"block": entry.block, "index": entry.index, "at": entry.at}
