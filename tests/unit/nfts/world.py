"""The contracts as a small model: it does what it is asked, tells of it in logs, knows the truth.

Written after contracts/src and not after the code under test: who holds, who is owed, what is left.
"""

import copy
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from nfts.domain.ledger import Entry

ZERO = "0x" + "0" * 40
FEE, ROYALTY = 250, 1000


def account(number: int) -> str:
    """Digits alone: the capitals of their checksum are none."""
    return "0x" + f"{number:040d}"


ACCOUNTS = [account(number) for number in (11, 12, 13)]
MARKET, RELEASES, SPLITS = account(901), account(902), account(903)
TREASURIES = [account(801), account(802)]
COIN = account(701)
TOKENS = [5, 2**128 - 1]
SPLIT_OF = {token: account(600 + place) for place, token in enumerate(TOKENS)}
WEIGHTS = {ACCOUNTS[0]: 33_333_333, ACCOUNTS[1]: 66_666_667}


@dataclass
class Auction:
    seller: str
    token: int
    quantity: int
    currency: str
    bidder: str = ZERO
    bid: int = 0
    over: bool = False


@dataclass
class World:
    block: int = 100
    fork: str = "a"
    logs: list[Entry] = field(default_factory=list)
    held: Counter[tuple[int, str]] = field(default_factory=Counter)
    minted: Counter[int] = field(default_factory=Counter)
    pots: Counter[tuple[int, str]] = field(default_factory=Counter)
    owed: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    received: Counter[tuple[str, str]] = field(default_factory=Counter)
    paid: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    used: Counter[tuple[str, int]] = field(default_factory=Counter)
    counters: Counter[str] = field(default_factory=Counter)
    cancelled: set[tuple[str, int]] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)
    treasury: str = TREASURIES[0]
    auctions: list[Auction] = field(default_factory=list)
    _index: int = 0

    def forked(self, fork: str) -> "World":
        other = copy.deepcopy(self)
        other.fork = fork
        return other

    def mine(self) -> None:
        self.block += 1
        self._index = 0

    def log(self, contract: str, event: str, address: str = "", **args: Any) -> None:
        addresses = {"releases": RELEASES, "market": MARKET, "splits": SPLITS}
        self.logs.append(
            Entry(
                block=self.block,
                index=self._index,
                contract=contract,
                address=address or addresses[contract],
                event=event,
                args=_texts(args),
                tx_hash=f"0x{self.fork}{self.block}{self._index}",
                block_hash=f"0x{self.fork}{self.block}",
                at=1_700_000_000 + self.block,
            )
        )
        self._index += 1

    def begin(self) -> None:
        """Both houses, both tokens, as they are deployed and published."""
        for house in ("releases", "market"):
            self.log(house, "TreasurySet", treasury=self.treasury)
            self.log(house, "FeeSet", feeBps=FEE)
            self.log(house, "CurrencySet", currency=COIN, allowed=True)
        self.mine()
        for token in TOKENS:
            self.publish(token)
        self.mine()

    def publish(self, token: int) -> None:
        split = SPLIT_OF[token]
        payees, weights = list(WEIGHTS), [str(weight) for weight in WEIGHTS.values()]
        self.log(
            "splits", "SplitCreated", sheet="0xab", split=split, payees=payees, weights=weights
        )
        self.log(
            "releases",
            "ReleasePublished",
            id=token,
            artist=ACCOUNTS[0],
            payout=split,
            maxSupply=1000,
            closesAt=0,
            royaltyBps=ROYALTY,
            contentHash="0xcd",
            uri="ipfs://one",
        )

    def set_sale(self, token: int, price: int, currency: str, closes: int) -> None:
        terms: dict[str, Any] = {"price": price, "currency": currency, "opensAt": 0}
        self.log("releases", "SaleSet", id=token, **terms, closesAt=closes, perWallet=0)

    def mint(self, token: int, to: str, quantity: int) -> None:
        self.minted[token] += quantity
        self._move(token, ZERO, to, quantity)

    def buy_first(self, token: int, buyer: str, quantity: int, unit: int, currency: str) -> None:
        price = unit * quantity
        fee = price * FEE // 10_000
        self._first_money(token, price, fee, currency)
        self.mint(token, buyer, quantity)
        money: dict[str, Any] = {"price": price, "currency": currency, "fee": fee}
        self.log("releases", "Bought", id=token, buyer=buyer, quantity=quantity, **money)

    def collect(self, token: int) -> None:
        proceeds, fees = self.pots.pop((token, "p"), 0), self.pots.pop((token, "f"), 0)
        self.owed["releases", SPLIT_OF[token], ZERO] += proceeds
        self.owed["releases", self.treasury, ZERO] += fees
        self.log("releases", "Collected", id=token, proceeds=proceeds, fees=fees)

    def transfer(self, token: int, sender: str, to: str, quantity: int) -> None:
        quantity = min(quantity, self.held[token, sender])
        self._move(token, sender, to, quantity)

    def fill(self, kind: str, token: int, seller: str, buyer: str, nonce: int, unit: int) -> None:
        if not self.held[token, seller]:
            return
        currency = ZERO if kind == "ListingFilled" and unit % 2 else COIN
        maker = seller if kind == "ListingFilled" else buyer
        self.used[maker, nonce] += 1
        royalty, fee = self._resale_money(token, seller, unit, currency)
        args: dict[str, Any] = {"to": buyer} if kind == "ListingFilled" else {}
        args |= {"seller": seller, "id": token, "buyer": buyer, "nonce": nonce, "quantity": 1}
        args |= {"price": unit, "currency": currency, "royalty": royalty, "fee": fee}
        self.log("market", kind, **args)
        self._move(token, seller, buyer, 1)

    def auction(self, token: int, seller: str, currency: str) -> None:
        if not self.held[token, seller]:
            return
        self.auctions.append(Auction(seller, token, 1, currency))
        args: dict[str, Any] = {"auction": len(self.auctions), "seller": seller, "id": token}
        args |= {"quantity": 1, "currency": currency, "reserve": 5, "minRaiseBps": 500}
        args |= {"startsAt": 0, "endsAt": 2**40 - 1, "feeBps": FEE}
        self.log("market", "AuctionCreated", **args)
        self._move(token, seller, MARKET, 1)

    def bid(self, place: int, bidder: str, raise_: int) -> None:
        on = self.auctions[place]
        if on.over:
            return
        outbid, refund = on.bidder, on.bid
        if refund:
            self.owed["market", outbid, on.currency] += refund
        on.bidder, on.bid = bidder, refund + raise_
        args: dict[str, Any] = {"auction": place + 1, "bidder": bidder, "amount": on.bid}
        self.log("market", "Bid", **args, outbid=outbid, refund=refund)

    def settle(self, place: int) -> None:
        on = self.auctions[place]
        if on.over:
            return
        on.over = True
        royalty = fee = 0
        if on.bid:
            royalty, fee = self._resale_money(on.token, on.seller, on.bid, on.currency)
        args: dict[str, Any] = {"auction": place + 1, "winner": on.bidder, "price": on.bid}
        self.log("market", "Settled", **args, royalty=royalty, fee=fee)
        self._move(on.token, MARKET, on.seller if on.bidder == ZERO else on.bidder, on.quantity)

    def withdraw(self, contract: str, to: str, currency: str) -> None:
        amount = self.owed.pop((contract, to, currency), 0)
        if not amount:
            return
        self.log(contract, "Withdrawn", account=to, currency=currency, amount=amount)
        if to in SPLIT_OF.values():
            self.received[to, currency] += amount
            if currency == ZERO:
                sender = RELEASES if contract == "releases" else MARKET
                income: dict[str, Any] = {"from": sender, "amount": amount}
                self.log("split", "PaymentReceived", to, **income)

    def due(self, split: str, payee: str, currency: str) -> int:
        earned = self.received[split, currency] * WEIGHTS[payee] // 10**8
        return earned - self.paid[split, payee, currency]

    def take_out(self, split: str, payee: str, currency: str) -> None:
        amount = self.due(split, payee, currency)
        if amount:
            self.paid[split, payee, currency] += amount
            money: dict[str, Any] = {"payee": payee, "currency": currency, "amount": amount}
            self.log("split", "Withdrawn", split, **money)

    def cancel(self, maker: str, nonce: int) -> None:
        self.cancelled.add((maker, nonce))
        self.log("market", "OrderCancelled", maker=maker, nonce=nonce)

    def cancel_all(self, maker: str) -> None:
        self.counters[maker] += 1
        self.log("market", "CounterRaised", maker=maker, counter=self.counters[maker])

    def approve(self, owner: str, approved: bool) -> None:
        (self.approved.add if approved else self.approved.discard)(owner)
        args: dict[str, Any] = {"account": owner, "operator": MARKET, "approved": approved}
        self.log("releases", "ApprovalForAll", **args)

    def new_treasury(self, treasury: str) -> None:
        self.treasury = treasury
        for house in ("releases", "market"):
            self.log(house, "TreasurySet", treasury=treasury)

    def _first_money(self, token: int, price: int, fee: int, currency: str) -> None:
        if currency == ZERO:
            self.pots[token, "p"] += price - fee
            self.pots[token, "f"] += fee
        else:
            self.owed["releases", SPLIT_OF[token], currency] += price - fee
            self.owed["releases", self.treasury, currency] += fee

    def _resale_money(self, token: int, seller: str, price: int, currency: str) -> tuple[int, int]:
        royalty, fee = price * ROYALTY // 10_000, price * FEE // 10_000
        for to, amount in (
            (seller, price - royalty - fee),
            (SPLIT_OF[token], royalty),
            (self.treasury, fee),
        ):
            self.owed["market", to, currency] += amount
        return royalty, fee

    def _move(self, token: int, sender: str, to: str, quantity: int) -> None:
        if sender != ZERO:
            self.held[token, sender] -= quantity
        self.held[token, to] += quantity
        args: dict[str, Any] = {"operator": to, "from": sender, "to": to, "id": token}
        self.log("releases", "TransferSingle", **args, value=quantity)


def positive(counted: Counter[Any]) -> dict[Any, int]:
    return {key: count for key, count in counted.items() if count}


def by_place(logs: list[Entry]) -> dict[tuple[int, int], Entry]:
    found: defaultdict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in logs:
        found[entry.place].append(entry)
    assert all(len(entries) == 1 for entries in found.values())
    return {place: entries[0] for place, entries in found.items()}


def _texts(args: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers as texts, as the Ledger keeps them."""
    return {
        name: str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in args.items()
    }
