"""The market that people browse: one edition, what it costs, who holds it and who is paid."""

from typing import Any

from infra.openapi.lifelike.selling import EDITION, ORDER
from infra.openapi.lifelike.values import NOW, PERSON, THEN, TRACK
from infra.openapi.lifelike.wallets import ANOTHER, WALLET

_SPLIT = "0x8617E340B3D01FA5F11F306F4090FD50E238070D"
_PRICE = "10000000000000000"
_CARD: dict[str, Any] = {
    "edition_id": EDITION,
    "work_kind": "track",
    "kind": "fixed",
    "explicit": False,
}

IN: dict[str, dict[str, Any]] = {
    "ArtistName": {"id": PERSON, "name": "Ane Brun"},
    "Earning": {
        "source": "split",
        "contract": _SPLIT,
        "wallet": WALLET,
        "currency": "native",
        "earned": "6825000000000000",
        "withdrawn": "0",
        "withdrawable": "6825000000000000",
    },
    "Held": _CARD
    | {
        "wallet": WALLET,
        "quantity": 2,
        "since": NOW,
        "state": "held",
        "auction": None,
        "withdrawn": False,
    },
    "Holder": {"address": WALLET, "quantity": 2, "since": NOW},
    "Lot": _CARD
    | {
        "id": "listing/2211906405098519953836126218157967054/native",
        "how": "listing",
        "price": _PRICE,
        "currency": "native",
        "available": 2,
        "seller": WALLET,
        "order_id": ORDER,
        "auction": None,
        "opens_at": NOW,
        "closes_at": THEN,
        "listed_at": NOW,
        "sold": 41,
    },
    "MarketItem": _CARD
    | {
        "token_id": "2211906405098519953836126218157967054",
        "work_id": TRACK,
        "artist_address": WALLET,
        "split": _SPLIT,
        "supply": 100,
        "minted": 42,
        "holders": 17,
        "sold": 41,
        "resold": 3,
        "royalty_bps": 1000,
        "content_hash": "0x" + "5d" * 32,
        "uri": "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
        "frozen": True,
        "published_at": NOW,
        "closes_at": None,
        "withdrawn": False,
        "market_paused": False,
    },
    "OpenAuction": {
        "auction": "7",
        "seller": WALLET,
        "quantity": 1,
        "currency": "native",
        "reserve": _PRICE,
        "bid": "12000000000000000",
        "bidder": ANOTHER,
        "bids": 2,
        "least_bid": "12600000000000000",
        "starts_at": NOW,
        "ends_at": THEN,
    },
    "OpenOrder": {
        "order_id": ORDER,
        "maker": WALLET,
        "quantity": 2,
        "unit_price": _PRICE,
        "currency": "native",
        "opens_at": NOW,
        "closes_at": THEN,
        "taker": None,
    },
    "PastSale": {
        "how": "listing",
        "seller": WALLET,
        "buyer": ANOTHER,
        "quantity": 1,
        "price": _PRICE,
        "currency": "native",
        "royalty": "1000000000000000",
        "fee": "250000000000000",
        "transaction": "0x" + "9b" * 32,
        "at": NOW,
    },
    "SaleTerms": {
        "price": _PRICE,
        "currency": "native",
        "opens_at": NOW,
        "closes_at": None,
        "per_wallet": 3,
        "paused": False,
    },
    "SplitShare": {
        "weight": 70_000_000,
        "received": "9750000000000000",
        "undivided": "0",
        "on_the_way": "19500000000000000",
        "edition_ids": [EDITION],
    },
}
PARAMETERS: dict[str, Any] = {
    "browse_market.q": "nord",
    "browse_market.how": "sale",
    "browse_market.work_kind": "track",
    "browse_market.kind": "fixed",
    "browse_market.currency": "native",
    "browse_market.price_from": "1000000000000000",
    "browse_market.price_to": "50000000000000000",
    "browse_market.sort": "cheapest",
    "list_collection.wallet": WALLET,
}
"""By `operation.name`."""
