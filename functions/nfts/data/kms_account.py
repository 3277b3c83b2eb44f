"""An Ethereum account whose key is in KMS and never leaves it (key spec ECC_SECG_P256K1).

KMS signs a digest as it is given (MessageType DIGEST) and answers a DER-encoded ECDSA signature
(RFC 3279, 2.2.3: SEQUENCE of INTEGER r and s), its public key as SubjectPublicKeyInfo (RFC 5480)
with the point uncompressed (SEC 1, 2.3.3: 04 || x || y). What Ethereum wants besides:

- s in the lower half of the group's order (EIP-2): the larger one is n - s;
- the point's parity, which KMS does not tell: of the two, it is the one that recovers our key;
- an account's address: the last 20 bytes of Keccak-256(x || y) (Yellow Paper, appendix F).

What is signed: transactions of EIP-1559 (domain/transactions.py), typed data of EIP-712.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from didit360.clients import client
from nfts.domain.signature import ORDER, Signature

if TYPE_CHECKING:
    from nfts.domain.eip712 import TypedData
    from nfts.domain.transactions import Signed, Transaction

# SEQUENCE { SEQUENCE { id-ecPublicKey 1.2.840.10045.2.1, secp256k1 1.3.132.0.10 }, BIT STRING 04…
_SPKI = bytes.fromhex("3056301006072a8648ce3d020106052b8104000a034200") + b"\x04"
_SEQUENCE, _INTEGER = 0x30, 0x02
_COORDINATES = 64


class KmsAnswerError(Exception):
    """KMS answered what is no key or no signature of secp256k1."""


class KmsAccount:
    """One account; `key_id` is the key's id or ARN. Signing is one call to KMS."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id

    @cached_property
    def address(self) -> str:
        """Checksummed. The first use asks KMS for the public key."""
        from eth_keys.datatypes import PublicKey

        return PublicKey(self._public_key).to_checksum_address()

    def sign_digest(self, digest: bytes) -> Signature:
        """Sign 32 bytes that are a hash already."""
        if len(digest) != 32:
            raise ValueError(f"a digest has 32 bytes, not {len(digest)}")
        answer = client("kms").sign(
            KeyId=self.key_id,
            Message=digest,
            MessageType="DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        r, s = read_der(answer["Signature"])
        return recoverable(digest, r, s, self._public_key)

    def sign_transaction(self, transaction: "Transaction") -> "Signed":
        """What a node takes: the raw transaction and its hash."""
        return transaction.signed(self.sign_digest(transaction.digest()))

    def sign_typed_data(self, typed: "TypedData") -> bytes:
        """The 65 bytes that a contract takes."""
        return self.sign_digest(typed.digest()).bytes

    @cached_property
    def _public_key(self) -> bytes:
        """x || y."""
        return read_public_key(client("kms").get_public_key(KeyId=self.key_id)["PublicKey"])


def read_public_key(der: bytes) -> bytes:
    """x || y of a SubjectPublicKeyInfo; KmsAnswerError when it is no key of secp256k1."""
    if not der.startswith(_SPKI) or len(der) != len(_SPKI) + _COORDINATES:
        raise KmsAnswerError("The key in KMS is not one of ECC_SECG_P256K1.")
    return der[len(_SPKI) :]


def read_der(der: bytes) -> tuple[int, int]:
    """r and s of an Ecdsa-Sig-Value; KmsAnswerError. Its lengths fit one byte."""
    body, rest = _element(der, _SEQUENCE)
    r, body = _element(body, _INTEGER)
    s, body = _element(body, _INTEGER)
    if rest or body:
        raise KmsAnswerError("More follows the signature.")
    numbers = int.from_bytes(r, "big", signed=True), int.from_bytes(s, "big", signed=True)
    if not all(0 < number < ORDER for number in numbers):
        raise KmsAnswerError("r or s is out of range.")
    return numbers


def recoverable(digest: bytes, r: int, s: int, public_key: bytes) -> Signature:
    """The same signature with the lower s, and the parity that leads back to the key."""
    from eth_keys.datatypes import Signature as Recoverable
    from eth_keys.exceptions import BadSignature

    s = min(s, ORDER - s)
    for y_parity in (0, 1):
        try:
            found = Recoverable(vrs=(y_parity, r, s)).recover_public_key_from_msg_hash(digest)
        except BadSignature:
            continue
        if found.to_bytes() == public_key:
            return Signature(r, s, y_parity)
    raise KmsAnswerError("The signature is not one of this key.")


def _element(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """One DER element's content, and what follows it."""
    if len(data) < 2 or data[0] != tag or data[1] > 0x7F or len(data) < 2 + data[1]:
        raise KmsAnswerError("KMS's signature is not DER.")
    end = 2 + data[1]
    return data[2:end], data[end:]
