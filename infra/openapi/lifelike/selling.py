"""Selling and buying: one edition, one voucher, one listing, one auction, and who pays what."""

from typing import Any

from infra.openapi.lifelike.values import NOW, THEN, ULID
from infra.openapi.lifelike.wallets import ANOTHER, SIGNATURE, WALLET

EDITION, VOUCHER, ORDER = f"edn_{ULID}", f"vch_{ULID}", f"ord_{ULID}"
ERRAND = f"ern_{ULID}"
MARKET = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
RELEASES = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
_SPLITS = "0x83cB6AF63eAfEc7998cC601eC3f56d064892b386"
_ZERO = "0x" + "0" * 40
_ON_CHAIN = "2211906405098519953836126218157967054"
_LATER = "2099-01-01T00:00:00Z"
_SECONDS = "4070908800"
_ROOT = "0x" + "7c" * 32
_TRANSACTION = "0x" + "9b" * 32
_ORDER = {
    "id": ORDER,
    "kind": "listing",
    "maker": WALLET,
    "edition_id": EDITION,
    "quantity": 2,
    "unit_price": "25000000000000000",
    "currency": "native",
    "opens_at": None,
    "closes_at": _LATER,
    "taker": None,
    "made_at": NOW,
    "withdrawn_at": None,
}
_MESSAGE = {
    "maker": WALLET,
    "id": _ON_CHAIN,
    "quantity": "2",
    "unitPrice": "25000000000000000",
    "currency": _ZERO,
    "opensAt": "0",
    "closesAt": _SECONDS,
    "taker": _ZERO,
    "nonce": "7",
    "counter": "0",
}
_SALE = {
    "id": _ON_CHAIN,
    "price": "10000000000000000",
    "currency": _ZERO,
    "opensAt": "0",
    "closesAt": _SECONDS,
    "perWallet": "3",
    "nonce": "0",
    "counter": "0",
}
_TERMS = {"price": "10000000000000000", "closes_at": _LATER, "per_wallet": 3}


def _types(name: str, *fields: tuple[str, str]) -> dict[str, list[dict[str, str]]]:
    return {name: [{"name": field, "type": type_} for type_, field in fields]}


_ORDER_TYPES = _types(
    "Listing",
    ("address", "maker"),
    ("uint256", "id"),
    ("uint32", "quantity"),
    ("uint96", "unitPrice"),
    ("address", "currency"),
    ("uint40", "opensAt"),
    ("uint40", "closesAt"),
    ("address", "taker"),
    ("uint256", "nonce"),
    ("uint256", "counter"),
)
_SALE_TYPES = _types(
    "Sale",
    ("uint256", "id"),
    ("uint96", "price"),
    ("address", "currency"),
    ("uint40", "opensAt"),
    ("uint40", "closesAt"),
    ("uint32", "perWallet"),
    ("uint256", "nonce"),
    ("uint256", "counter"),
)
_VOUCHER = {
    "id": VOUCHER,
    "edition_id": EDITION,
    "price": "0",
    "currency": "native",
    "max_quantity": 100,
    "per_wallet": 1,
    "opens_at": None,
    "closes_at": _LATER,
    "wallets": 2,
    "gasless": True,
    "note": "For the early ones",
    "made_at": NOW,
    "revoked_at": None,
}

WHOLE: dict[str, Any] = {
    "AllOrders": {"wallet": WALLET},
    "EditionChange": {"change": "set-sale", "sale": _TERMS},
    "NewAuction": {
        "edition_id": EDITION,
        "wallet": WALLET,
        "reserve": "100000000000000000",
        "ends_at": _LATER,
    },
    "NewAuctionStep": {"step": "settle", "wallet": WALLET},
    "NewClaim": {"wallet": ANOTHER},
    "NewOrder": {"kind": "listing", "message": _MESSAGE, "signature": SIGNATURE},
    "NewOrderDraft": {
        "kind": "listing",
        "wallet": WALLET,
        "edition_id": EDITION,
        "quantity": 2,
        "unit_price": "25000000000000000",
        "closes_at": _LATER,
    },
    "NewSale": _TERMS,
    "NewSaleDraft": {"sale": _TERMS},
    "NewVoucher": {
        "max_quantity": 100,
        "closes_at": _LATER,
        "wallets": [WALLET, ANOTHER],
        "gasless": True,
        "note": "For the early ones",
    },
    "NewWithdrawal": {"source": "split", "wallet": WALLET, "edition_id": EDITION},
    "OrderMessage": _MESSAGE,
    "Purchase": {"kind": "listing", "id": ORDER, "quantity": 1, "wallet": ANOTHER},
    "SaleMessage": _SALE,
    "SignedSale": {"message": _SALE, "signature": SIGNATURE},
}

IN: dict[str, dict[str, Any]] = {
    "AuctionView": {
        "number": "12",
        "edition_id": EDITION,
        "seller": WALLET,
        "reserve": "100000000000000000",
        "bid": "120000000000000000",
        "bidder": ANOTHER,
        "least_bid": "126000000000000000",
        "min_raise_bps": 500,
        "starts_at": NOW,
        "ends_at": _LATER,
        "state": "running",
        "kept_for": None,
    },
    "ChainView": {"chain_id": 31337},
    "ContractsView": {"releases": RELEASES, "splits": _SPLITS, "market": MARKET},
    "CostView": {
        "price": "25000000000000000",
        "platform_fee": "625000000000000",
        "royalty": "2500000000000000",
        "proceeds": "21875000000000000",
        "network_fee": "3720000000000",
        "total": "25003720000000000",
    },
    "CurrencyView": {"address": "native", "symbol": "ETH", "decimals": 18},
    "ErrandView": {
        "id": ERRAND,
        "what": "claim",
        "edition_id": EDITION,
        "subject": VOUCHER,
        "state": "minted",
        "transaction": _TRANSACTION,
        "block": 19_204_113,
        "failure": None,
        "history": [
            {"what": "asked", "at": NOW, "detail": None},
            {"what": "done", "at": THEN, "detail": _TRANSACTION},
        ],
        "asked_at": NOW,
    },
    "OrderDraft": {"approvals": []},
    "OrderSummary": _ORDER,
    "OrderTypedData": {"types": _ORDER_TYPES, "primaryType": "Listing"},
    "OrderView": {
        **_ORDER,
        "state": "open",
        "left": 2,
        "nonce": "7",
        "counter": "0",
        "signature": SIGNATURE,
    },
    "PreparedView": {"approvals": []},
    "SaleTypedData": {"types": _SALE_TYPES, "primaryType": "Sale"},
    "TransactionView": {
        "chain_id": 8453,
        "from": ANOTHER,
        "to": MARKET,
        "data": "0x9ae2a6e2",
        "value": "25000000000000000",
        "gas": 124_000,
        "max_fee_per_gas": "30000000",
        "max_priority_fee_per_gas": "1000000",
        "does": f"Buys 1 of the edition from {WALLET}.",
    },
    "VoucherSummary": _VOUCHER,
    "VoucherView": {
        **_VOUCHER,
        "left": 63,
        "signer": RELEASES,
        "nonce": "3",
        "counter": "0",
        "allow_root": _ROOT,
        "wallet": ANOTHER,
        "signature": SIGNATURE,
        "proof": [_ROOT],
    },
    "WithdrawalView": {
        "amount": "21875000000000000",
        "account": WALLET,
    },
    "WithdrawnOrder": {
        "warning": "It is shown no more. Whoever kept a copy of the signature can still take it "
        "until it closes, or until you have sent this transaction.",
    },
}
PARAMETERS: dict[str, Any] = {
    "auction": "12",
    "order_id": ORDER,
    "voucher_id": VOUCHER,
    "errand_id": ERRAND,
    "edition_id": EDITION,
    "get_voucher.wallet": ANOTHER,
}
