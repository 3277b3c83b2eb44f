"""Signatures over secp256k1 as Ethereum takes them: r, s in its lower half, and a parity.

EIP-2: of s and n - s, only the smaller counts, so that nobody turns one signature into another.
EIP-191 (version 0x45, personal_sign): how a text is hashed before a wallet signs it.
"""

from dataclasses import dataclass

from eth_utils.crypto import keccak

# SEC 2, 2.4.1: the order of the group.
ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
LENGTH = 65


class SignatureFormError(ValueError):
    """These bytes are no signature of an account."""


@dataclass(frozen=True, slots=True)
class Signature:
    """`y_parity` is 0 or 1: which of the two points with x = r it is."""

    r: int
    s: int
    y_parity: int

    @classmethod
    def read(cls, signature: bytes) -> "Signature":
        """From r || s || v, v being 27, 28 or, as some wallets have it, 0, 1; SignatureFormError.

        s in the upper half is refused: the contracts refuse it too.
        """
        if len(signature) != LENGTH:
            raise SignatureFormError(f"{len(signature)} bytes, not 65")
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
        v = signature[64]
        if v not in (0, 1, 27, 28):
            raise SignatureFormError(f"v is {v}")
        if not (0 < r < ORDER and 0 < s <= ORDER // 2):
            raise SignatureFormError("r or s is out of range")
        return cls(r, s, v % 27)

    @property
    def bytes(self) -> bytes:
        """r || s || v with v 27 or 28: what contracts (`ecrecover`) take."""
        return self.r.to_bytes(32, "big") + self.s.to_bytes(32, "big") + bytes([27 + self.y_parity])


def text_digest(text: str) -> bytes:
    """What a wallet signs when it is asked to sign a text (EIP-191)."""
    message = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n%d" % len(message) + message)
