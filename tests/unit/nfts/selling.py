"""The contracts as sellers and buyers ask them: answers in the ABI's own bytes, from a model."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from eth_abi.abi import encode
from eth_account.messages import encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_keys.datatypes import PrivateKey

from didit360 import ids
from nfts.api import create_order, draft_order
from nfts.data import chain as chain_data
from nfts.data import minter as minter_data
from nfts.data.chain import Chain
from nfts.data.chain_errors import NodeUnreachableError, RevertedError
from nfts.domain import abi
from nfts.domain.blocks import Fees
from nfts.domain.currency import NATIVE, ZERO
from nfts.domain.eip712 import TypedData
from nfts.domain.signature import Signature
from tests.unit.aws import ARTIST, CHAIN, SETTINGS, Person, Reply, call
from tests.unit.nfts.wallets import KEYS

COIN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
EDITION = "edn_01K9QZ4T7M5V3N8X2B6C1D0EFG"
TOKEN = ids.number(EDITION)
SPLIT = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
MARKET, RELEASES = CHAIN["contracts"]["market"], CHAIN["contracts"]["releases"]  # type: ignore[index]
FEE_BPS, ROYALTY_BPS = 250, 1000
GAS = 100_000
ALWAYS = 2**40 - 1


def soon(**ahead: float) -> str:
    """A moment as a client says it."""
    moment = datetime.now(UTC) + timedelta(**(ahead or {"days": 7}))
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass
class Tried:
    """A transaction that a node was asked to estimate."""

    sender: str
    to: str
    name: str
    arguments: dict[str, Any]
    value: int


@dataclass
class Bazaar:
    artist: str = KEYS[ARTIST].address
    max_supply: int = 100
    minted: int = 10
    sale: dict[str, Any] = field(
        default_factory=lambda: {
            "price": 1000,
            "currency": ZERO,
            "opensAt": 0,
            "closesAt": ALWAYS,
            "perWallet": 0,
        }
    )
    held: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    approved: set[str] = field(default_factory=set)
    counters: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    spent: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    coins: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    allowances: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    owing: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    pot: dict[str, int] = field(default_factory=lambda: {"proceeds": 0, "fees": 0})
    shares: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    auctions: dict[int, dict[str, Any]] = field(default_factory=dict)
    allows: set[str] = field(default_factory=lambda: {COIN})
    contracts: dict[str, bytes] = field(default_factory=dict)
    """Contract wallets and the signature that each takes (EIP-1271)."""
    refuses: tuple[str, dict[str, Any]] | None = None
    """What every transaction that is tried meets."""
    down: bool = False
    tried: list[Tried] = field(default_factory=list)

    def call(self, to: str, data: bytes) -> bytes:
        self._up()
        if to in self.contracts:
            magic = bytes.fromhex("1626ba7e")
            return magic + bytes(28) if self.contracts[to] in data else bytes(32)
        interface = _interface(to)
        said = interface.arguments(data)
        answer = getattr(self, f"_{said.name}")(to, *said.arguments.values())
        outputs = interface.function(said.name).outputs
        values = [answer] if len(outputs) == 1 else [answer[one.name] for one in outputs]
        packed = [one.packed(value) for one, value in zip(outputs, values, strict=True)]
        return encode([one.canonical for one in outputs], packed)

    def estimate(self, sender: str, to: str, data: bytes, value: int = 0) -> int:
        self._up()
        said = _interface(to).arguments(data)
        self.tried.append(Tried(sender, to, said.name, said.arguments, value))
        if self.refuses:
            raise RevertedError(*self.refuses, b"")
        return GAS

    def balance(self, address: str) -> int:
        self._up()
        return self.coins[NATIVE, address]

    def code(self, address: str) -> bytes:
        self._up()
        return b"\x60" if address in self.contracts else b""

    def auction(self, number: int, **more: Any) -> None:
        moment = int(datetime.now(UTC).timestamp())
        self.auctions[number] = {
            "seller": KEYS[ARTIST].address,
            "startsAt": 0,
            "endsAt": moment + 3600,
            "minRaiseBps": 500,
            "bidder": ZERO,
            "bid": 0,
            "currency": ZERO,
            "reserve": 1000,
            "id": TOKEN,
            "holder": ZERO,
            "quantity": 1,
            "feeBps": FEE_BPS,
            "over": False,
            **more,
        }

    def _up(self) -> None:
        if self.down:
            raise NodeUnreachableError("nobody answers")

    def _counter(self, _: str, maker: str) -> int:
        return self.counters[maker]

    def _used(self, _: str, maker: str, nonce: int) -> int:
        return self.spent[maker, nonce]

    def _isAllowed(self, _: str, currency: str) -> bool:  # noqa: N802
        return currency in self.allows

    def _feeBps(self, _: str) -> int:  # noqa: N802
        return FEE_BPS

    def _owed(self, house: str, account: str, currency: str) -> int:
        return self.owing[house, account, currency]

    def _balanceOf(self, to: str, owner: str, token: int = 0) -> int:  # noqa: N802
        return self.held[owner, token] if to == RELEASES else self.coins[to, owner]

    def _allowance(self, _: str, owner: str, spender: str) -> int:
        return self.allowances[owner, spender]

    def _isApprovedForAll(self, _: str, owner: str, operator: str) -> bool:  # noqa: N802
        assert operator == MARKET
        return owner in self.approved

    def _releaseOf(self, _: str, token: int) -> dict[str, Any]:  # noqa: N802
        if token != TOKEN:
            raise RevertedError("NoSuchRelease", {"id": token}, b"")
        release = {
            "id": token,
            "artist": self.artist,
            "maxSupply": self.max_supply,
            "closesAt": 0,
            "royaltyBps": ROYALTY_BPS,
            "contentHash": bytes(32),
            "uri": "ipfs://one",
        }
        return {"release": release, "payout": SPLIT, "minted": self.minted, "frozen": False}

    def _saleOf(self, _: str, token: int) -> dict[str, Any]:  # noqa: N802
        assert token == TOKEN
        return self.sale

    def _royaltyInfo(self, _: str, __: int, price: int) -> dict[str, Any]:  # noqa: N802
        return {"receiver": SPLIT, "amount": price * ROYALTY_BPS // 10_000}

    def _uncollected(self, _: str, __: int) -> dict[str, int]:
        return self.pot

    def _auctionOf(self, _: str, number: int) -> dict[str, Any]:  # noqa: N802
        if number not in self.auctions:
            self.auction(number, seller=ZERO)
        return self.auctions[number]

    def _leastBid(self, _: str, number: int) -> int:  # noqa: N802
        on = self.auctions[number]
        if on["seller"] == ZERO or on["over"]:
            raise RevertedError("NoSuchAuction", {"auction": number}, b"")
        return int(on["bid"] * 105 // 100 if on["bid"] else on["reserve"])

    def _due(self, _: str, payee: str, __: str) -> int:
        return self.shares[payee]


def _interface(to: str) -> Any:
    return {RELEASES: abi.RELEASES, MARKET: abi.MARKET, SPLIT: abi.SPLIT}.get(to, abi.ERC20)


class Minter:
    """As KmsAccount, with the key at hand."""

    def __init__(self) -> None:
        self._key = PrivateKey(b"\x55" * 32)
        self.address = self._key.public_key.to_checksum_address()

    def sign_typed_data(self, typed: TypedData) -> bytes:
        made = self._key.sign_msg_hash(typed.digest())
        return Signature(made.r, made.s, made.v).bytes


def open_bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    """From now on the chain is this, prices may be in COIN too, and the minter's key is at hand."""
    here = Bazaar()
    coin = {"address": COIN, "symbol": "USDC", "decimals": 6}
    said = CHAIN | {"currencies": [*CHAIN["currencies"], coin]}  # type: ignore[misc]
    boto3.client("ssm").put_parameter(
        Name=SETTINGS["CHAIN_PARAMETER"], Value=json.dumps(said), Type="String", Overwrite=True
    )
    chain_data.forget()
    monkeypatch.setattr(Chain, "call", lambda _, to, data: here.call(to, data))
    monkeypatch.setattr(Chain, "estimate", lambda _, *asked: here.estimate(*asked))
    monkeypatch.setattr(Chain, "balance", lambda _, address: here.balance(address))
    monkeypatch.setattr(Chain, "code", lambda _, address: here.code(address))
    monkeypatch.setattr(Chain, "fees", lambda _: Fees(30, 2))
    monkeypatch.setattr(minter_data, "minter", Minter)
    return here


def ask(handler: Any, method: str, path: str, by: Person = ARTIST, **more: Any) -> Reply:
    return call(handler, method, path, by=by, stage="nfts", **more)


def drafted(by: Person = ARTIST, **more: Any) -> Reply:
    body = {
        "kind": "listing",
        "edition_id": EDITION,
        "quantity": 2,
        "unit_price": "1000",
        "closes_at": soon(),
        **more,
    }
    return ask(draft_order.handler, "POST", "/orders/drafts", by, body=body)


def signed(typed_data: dict[str, Any], key: LocalAccount) -> str:
    """As a wallet answers eth_signTypedData_v4: eth-account hashes it, not our own code."""
    return "0x" + key.sign_message(encode_typed_data(full_message=typed_data)).signature.hex()


def listed(by: Person = ARTIST, key: LocalAccount | None = None, **more: Any) -> Reply:
    """Drafted, signed and sent."""
    draft = drafted(by, **more)
    assert draft.status == 201, draft.text
    typed = draft.body["typed_data"]
    body = {
        "kind": more.get("kind", "listing"),
        "message": typed["message"],
        "signature": signed(typed, key or KEYS[by]),
    }
    return ask(create_order.handler, "POST", "/orders", by, body=body)
