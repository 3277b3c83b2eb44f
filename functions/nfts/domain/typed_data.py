"""What people sign for our contracts (EIP-712): consents, vouchers, terms of sale, orders.

Each function takes the message's fields by the names that the contract gives them, and gives
`.digest()` (what is checked) and `.json()` (what `eth_signTypedData_v4` takes).
"""

from collections.abc import Mapping
from typing import Any

from nfts.domain.eip712 import Domain, TypedData

VERSION = "1"

_ORDER = (
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
TYPES = {
    "Sheet": (("bytes32", "id"), ("uint16", "compositionPart"), ("Payee[]", "payees")),
    "Payee": (("address", "account"), ("uint16", "recordingBps"), ("uint16", "compositionBps")),
    "Voucher": (
        ("uint256", "id"),
        ("address", "signer"),
        ("uint96", "price"),
        ("address", "currency"),
        ("uint32", "maxQuantity"),
        ("uint32", "perWallet"),
        ("uint40", "opensAt"),
        ("uint40", "closesAt"),
        ("bytes32", "allowRoot"),
        ("uint256", "nonce"),
        ("uint256", "counter"),
    ),
    "Sale": (
        ("uint256", "id"),
        ("uint96", "price"),
        ("address", "currency"),
        ("uint40", "opensAt"),
        ("uint40", "closesAt"),
        ("uint32", "perWallet"),
        ("uint256", "nonce"),
        ("uint256", "counter"),
    ),
    "Listing": _ORDER,
    "Offer": _ORDER,
}

Message = Mapping[str, Any]


def sheet(chain_id: int, splits: str, message: Message) -> TypedData:
    """A collaborator's consent to a split sheet, all of it."""
    return _typed("NFTChords Splits", chain_id, splits, "Sheet", message)


def voucher(chain_id: int, releases: str, message: Message) -> TypedData:
    """The artist's or a minter's leave to be minted a release."""
    return _typed("NFTChords Releases", chain_id, releases, "Voucher", message)


def sale(chain_id: int, releases: str, message: Message) -> TypedData:
    """The artist's terms of an open sale, for a minter to put on the chain."""
    return _typed("NFTChords Releases", chain_id, releases, "Sale", message)


def listing(chain_id: int, market: str, message: Message) -> TypedData:
    """A holder's offer to sell."""
    return _typed("NFTChords Market", chain_id, market, "Listing", message)


def offer(chain_id: int, market: str, message: Message) -> TypedData:
    """Somebody's offer to buy, in an ERC-20."""
    return _typed("NFTChords Market", chain_id, market, "Offer", message)


def _typed(name: str, chain_id: int, contract: str, kind: str, message: Message) -> TypedData:
    return TypedData(Domain(name, VERSION, chain_id, contract), kind, TYPES, message)
