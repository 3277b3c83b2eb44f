"""Signatures, transactions and typed data are what the chain's own tools make of them."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from nfts.data import signatures
from nfts.data.chain_errors import NodeUnreachableError, RefusedError, RevertedError
from nfts.data.signatures import canonical, holds_on_chain, is_valid_signature, recover
from nfts.domain import typed_data
from nfts.domain.eip712 import Domain, TypedData, type_text
from nfts.domain.signature import ORDER, Signature, SignatureFormError, text_digest
from nfts.domain.transactions import Transaction, hash_of

KEY = b"\x07" * 32
ME = Account.from_key(KEY)
CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
DIGEST = keccak(text="anything")
MAGIC = bytes.fromhex("1626ba7e") + bytes(28)


class Chain:
    """`says`: what a contract answers to isValidSignature, or what it raises."""

    def __init__(self, code: bytes = b"", says: bytes | Exception = b"") -> None:
        self._code, self._says = code, says
        self.called: list[bytes] = []

    def code(self, _: str) -> bytes:
        return self._code

    def call(self, _: str, data: bytes) -> bytes:
        self.called.append(data)
        if isinstance(self._says, Exception):
            raise self._says
        return self._says


def signed(digest: bytes = DIGEST) -> bytes:
    return bytes(Account.unsafe_sign_hash(digest, KEY).signature)


def test_an_account_is_recovered_with_either_v() -> None:
    signature = signed()
    old = signature[:64] + bytes([signature[64] - 27])
    assert recover(DIGEST, signature) == recover(DIGEST, old) == ME.address
    assert canonical(old) == signature
    assert canonical(b"a wallet contract's own") == b"a wallet contract's own"


def test_the_mirrored_signature_is_refused() -> None:
    read = Signature.read(signed())
    s = (ORDER - read.s).to_bytes(32, "big")
    mirrored = read.r.to_bytes(32, "big") + s + bytes([28 - read.y_parity])
    assert recover(DIGEST, mirrored) is None
    with pytest.raises(SignatureFormError):
        Signature.read(mirrored)


@given(st.one_of(st.binary(max_size=70), st.binary(min_size=65, max_size=65)))
@settings(max_examples=200)
def test_anybodys_bytes_are_somebodys_or_nobodys(signature: bytes) -> None:
    assert recover(DIGEST, signature) != ME.address


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_texts_are_signed_as_wallets_do(text: str) -> None:
    signable = encode_defunct(text=text)
    assert text_digest(text) == keccak(b"\x19E" + signable.header + signable.body)
    signature = ME.sign_message(signable).signature
    assert signatures.recover_text(text, bytes(signature)) == ME.address


def test_an_accounts_signature_needs_no_chain() -> None:
    assert is_valid_signature(ME.address.lower(), DIGEST, signed())
    assert not is_valid_signature(CONTRACT, DIGEST, signed())


@pytest.mark.parametrize(
    ("says", "holds"),
    [
        (MAGIC, True),
        (MAGIC + bytes(32), True),
        (MAGIC[:4], False),
        (b"\xff" * 32, False),
        (b"", False),
        (RevertedError("Error", {}, b""), False),
        (RefusedError("eth_call", -32000, "out of gas"), False),
    ],
)
def test_a_contract_wallet_says_itself(says: Any, holds: bool) -> None:
    chain: Any = Chain(b"\x60", says)
    assert is_valid_signature(CONTRACT, DIGEST, b"any bytes", chain) is holds
    assert holds_on_chain(CONTRACT, DIGEST, b"any bytes", chain) is holds
    assert chain.called[0].startswith(bytes.fromhex("1626ba7e") + DIGEST)


def test_a_chain_that_is_away_is_no_refusal() -> None:
    chain: Any = Chain(b"\x60", NodeUnreachableError("away"))
    with pytest.raises(NodeUnreachableError):
        is_valid_signature(CONTRACT, DIGEST, b"", chain)


def test_on_the_chain_the_key_comes_first_and_v_is_27_or_28() -> None:
    plain: Any = Chain()
    assert holds_on_chain(ME.address, DIGEST, signed(), plain)
    old = signed()[:64] + bytes([signed()[64] - 27])
    assert not holds_on_chain(ME.address, DIGEST, old, plain)
    # An account that delegates (EIP-7702) has code, and is its key's all the same.
    delegated: Any = Chain(b"\xef\x01\x00" + bytes(20), b"")
    assert is_valid_signature(ME.address, DIGEST, signed(), delegated)
    assert holds_on_chain(ME.address, DIGEST, signed(), delegated)
    assert not holds_on_chain(CONTRACT, DIGEST, signed(), delegated)


@pytest.mark.parametrize("to", [CONTRACT, None])
def test_transactions_are_what_eth_account_signs(to: str | None) -> None:
    ours = Transaction(31337, 7, to, b"\x01\x02", 90_000, 3_000, 100, value=5)
    known = Account.sign_transaction(
        {
            "type": 2,
            "chainId": 31337,
            "nonce": 7,
            "to": to or b"",
            "data": b"\x01\x02",
            "gas": 90_000,
            "maxFeePerGas": 3_000,
            "maxPriorityFeePerGas": 100,
            "value": 5,
        },
        KEY,
    )
    raw = ours.signed(Signature.read(signed(ours.digest()))).raw
    assert raw == bytes(known.raw_transaction)
    assert hash_of(raw) == "0x" + bytes(known.hash).hex()


ORDER_MESSAGE = {
    "maker": ME.address,
    "id": 2**120 + 1,
    "quantity": 3,
    "unitPrice": 10**18,
    "currency": CONTRACT,
    "opensAt": 0,
    "closesAt": 2**40 - 1,
    "taker": "0x" + "00" * 20,
    "nonce": 4,
    "counter": 0,
}


@pytest.mark.parametrize(
    "typed",
    [
        typed_data.listing(31337, CONTRACT, ORDER_MESSAGE),
        typed_data.offer(1, CONTRACT.lower(), ORDER_MESSAGE),
        typed_data.sheet(
            31337,
            CONTRACT,
            {
                "id": b"\x09" * 32,
                "compositionPart": 5000,
                "payees": [
                    {"account": ME.address, "recordingBps": 10_000, "compositionBps": 0},
                    {"account": CONTRACT, "recordingBps": 0, "compositionBps": 10_000},
                ],
            },
        ),
        typed_data.sale(
            31337,
            CONTRACT,
            {
                "id": 1,
                "price": 2,
                "currency": "0x" + "00" * 20,
                "opensAt": 0,
                "closesAt": 1,
                "perWallet": 0,
                "nonce": 0,
                "counter": 0,
            },
        ),
        TypedData(
            Domain("n", "1", 1, CONTRACT),
            "All",
            {
                "All": (
                    ("string", "text"),
                    ("bytes", "data"),
                    ("bool", "yes"),
                    ("int16", "less"),
                    ("uint8[2][]", "rows"),
                    ("string[]", "words"),
                )
            },
            {
                "text": "ü",
                "data": b"\x01",
                "yes": True,
                "less": -3,
                "rows": [[1, 2], [3, 4]],
                "words": ["a", ""],
            },
        ),
    ],
    ids=lambda typed: typed.primary_type,
)
def test_typed_data_is_hashed_as_eth_account_does(typed: TypedData) -> None:
    signable = encode_typed_data(full_message=typed.json())
    assert typed.digest() == keccak(b"\x19\x01" + signable.header + signable.body)


def test_a_message_has_exactly_its_fields() -> None:
    less = {name: value for name, value in ORDER_MESSAGE.items() if name != "nonce"}
    with pytest.raises(ValueError, match="nonce"):
        typed_data.listing(1, CONTRACT, less).digest()
    with pytest.raises(ValueError, match="more"):
        typed_data.listing(1, CONTRACT, ORDER_MESSAGE | {"more": 1}).digest()


def test_types_are_told_with_those_that_they_name() -> None:
    assert type_text("Sheet", typed_data.TYPES) == (
        "Sheet(bytes32 id,uint16 compositionPart,Payee[] payees)"
        "Payee(address account,uint16 recordingBps,uint16 compositionBps)"
    )
