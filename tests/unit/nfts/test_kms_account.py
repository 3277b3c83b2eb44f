"""KMS's answers are read strictly, and turned into what Ethereum takes."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys.datatypes import PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from nfts.data import kms_account, minter
from nfts.data.kms_account import (
    KmsAccount,
    KmsAnswerError,
    read_der,
    read_public_key,
    recoverable,
)
from nfts.data.signatures import recover
from nfts.domain import typed_data
from nfts.domain.signature import ORDER, Signature
from nfts.domain.transactions import Transaction

CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


class Kms:
    """Signs as KMS does: DER, with s in either half."""

    def __init__(self, secret: int = 0xC0FFEE, high: bool | None = None) -> None:
        self.key = ec.derive_private_key(secret, ec.SECP256K1())
        self.high = high
        self.asked = 0

    def get_public_key(self, **_: Any) -> dict[str, bytes]:
        self.asked += 1
        public = self.key.public_key()
        return {"PublicKey": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)}

    def sign(self, **said: Any) -> dict[str, bytes]:
        assert (said["MessageType"], said["SigningAlgorithm"]) == ("DIGEST", "ECDSA_SHA_256")
        der = self.key.sign(said["Message"], ec.ECDSA(utils.Prehashed(SHA256())))
        r, s = utils.decode_dss_signature(der)
        if self.high is not None and (s > ORDER // 2) != self.high:
            s = ORDER - s
        return {"Signature": utils.encode_dss_signature(r, s)}


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Kms:
    fake = Kms()
    monkeypatch.setattr(kms_account, "client", lambda _: fake)
    return fake


def test_the_address_is_asked_for_once(kms: Kms) -> None:
    account = KmsAccount("key")
    known = Account.from_key(kms.key.private_numbers().private_value.to_bytes(32, "big")).address
    assert (account.address, account.address) == (known, known)
    assert kms.asked == 1


@pytest.mark.parametrize("high", [False, True])
def test_s_is_always_the_lower(kms: Kms, high: bool) -> None:
    kms.high = high
    account = KmsAccount("key")
    for number in range(24):
        digest = number.to_bytes(32, "big")
        signature = account.sign_digest(digest)
        assert signature.s <= ORDER // 2
        assert recover(digest, signature.bytes) == account.address


@pytest.mark.usefixtures("kms")
def test_a_transaction_is_what_eth_account_reads() -> None:
    account = KmsAccount("key")
    for nonce in range(8):
        signed = account.sign_transaction(
            Transaction(1, nonce, CONTRACT, b"\x01\x02", 21_000, 30, 2, value=5)
        )
        assert Account.recover_transaction(signed.raw) == account.address


@pytest.mark.usefixtures("kms")
def test_typed_data_is_what_eth_account_reads() -> None:
    account = KmsAccount("key")
    message = {
        "id": 2**127,
        "signer": account.address,
        "price": 10**16,
        "currency": "0x" + "00" * 20,
        "maxQuantity": 5,
        "perWallet": 1,
        "opensAt": 0,
        "closesAt": 2**40 - 1,
        "allowRoot": bytes(32),
        "nonce": 0,
        "counter": 0,
    }
    typed = typed_data.voucher(31337, CONTRACT, message)
    signature = account.sign_typed_data(typed)
    signable = encode_typed_data(full_message=typed.json())
    assert Account.recover_message(signable, signature=signature) == account.address


@pytest.mark.usefixtures("kms")
def test_only_digests_are_signed() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KmsAccount("key").sign_digest(b"a text")


def test_a_signature_of_another_key_is_refused(kms: Kms, monkeypatch: pytest.MonkeyPatch) -> None:
    account = KmsAccount("key")
    assert account.address
    monkeypatch.setattr(kms, "key", Kms(7).key)
    with pytest.raises(KmsAnswerError):
        account.sign_digest(bytes(32))


@given(r=st.integers(1, ORDER - 1), s=st.integers(1, ORDER - 1))
@settings(max_examples=300)
def test_der_is_read_as_cryptography_writes_it(r: int, s: int) -> None:
    assert read_der(utils.encode_dss_signature(r, s)) == (r, s)


@given(st.binary(max_size=80))
@settings(max_examples=300)
def test_der_of_anybody_is_a_signature_or_refused(data: bytes) -> None:
    try:
        r, s = read_der(data)
    except KmsAnswerError:
        return
    assert 0 < r < ORDER
    assert 0 < s < ORDER


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30",
        bytes.fromhex("3006020101020101") + b"\x00",
        bytes.fromhex("300702010102010100"),
        bytes.fromhex("3006020100020101"),
        bytes.fromhex("3006020181020101"),
        bytes.fromhex("3006020101030101"),
        bytes.fromhex("308106020101020101"),
        bytes.fromhex("30030201"),
        utils.encode_dss_signature(ORDER, 1),
        utils.encode_dss_signature(1, ORDER),
    ],
)
def test_what_is_no_signature_is_refused(der: bytes) -> None:
    with pytest.raises(KmsAnswerError):
        read_der(der)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()])
def test_a_key_of_another_curve_is_refused(curve: ec.EllipticCurve) -> None:
    public = ec.generate_private_key(curve).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(KmsAnswerError):
        read_public_key(der)


def test_the_parity_leads_back_to_the_key() -> None:
    key = PrivateKey(b"\x01" * 32)
    seen = set()
    for number in range(16):
        digest = number.to_bytes(32, "big")
        signed = key.sign_msg_hash(digest)
        found = recoverable(digest, signed.r, signed.s, key.public_key.to_bytes())
        assert found == Signature(signed.r, signed.s, signed.v)
        seen.add(found.y_parity)
    assert seen == {0, 1}


def test_the_minter_is_the_granted_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINTER_KEY_ID", "arn:key")
    assert minter.minter().key_id == "arn:key"
    assert minter.minter() is minter.minter()
