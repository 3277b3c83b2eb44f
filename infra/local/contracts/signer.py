"""Who deploys: an account of a key file, or one whose key is in KMS."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from eth_keys.datatypes import PrivateKey
from eth_utils.exceptions import ValidationError

from infra.local.problems import LocalError
from nfts.domain.signature import Signature

if TYPE_CHECKING:
    from pathlib import Path

    from nfts.domain.transactions import Signed, Transaction


class Signer(Protocol):
    """nfts.data.kms_account.KmsAccount is one, too."""

    @property
    def address(self) -> str: ...

    def sign_transaction(self, transaction: Transaction) -> Signed: ...


@dataclass(frozen=True)
class Key:
    """A private key in this process. It is in no text of this object."""

    _key: PrivateKey

    def __repr__(self) -> str:
        return f"Key({self.address})"

    @classmethod
    def made(cls) -> Key:
        """A new one, of the system's randomness."""
        return cls(PrivateKey(os.urandom(32)))

    @classmethod
    def kept(cls, path: Path) -> Key:
        """The key in a file that only its owner reads; LocalError, which never quotes the file."""
        try:
            mode = path.stat().st_mode
            text = path.read_text()
        except OSError as error:
            raise LocalError(f"{path} cannot be read: {error.strerror}.") from None
        if mode & 0o077:
            raise LocalError(f"Others may read {path}: `chmod 600 {path}` first.")
        try:
            return cls(PrivateKey(bytes.fromhex(text.strip().removeprefix("0x"))))
        except (ValueError, ValidationError):
            # Not from here: what it says may be the key.
            pass
        raise LocalError(f"{path} holds no private key of 64 hexadecimal digits.")

    @classmethod
    def of(cls, path: Path) -> Key:
        """The key in a file, made with it if there is none."""
        if not path.exists():
            cls.made().keep(path)
        return cls.kept(path)

    def keep(self, path: Path) -> None:
        """Write it where nobody else reads it; FileExistsError when something is there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self._key.to_hex() + "\n")

    @property
    def address(self) -> str:
        return self._key.public_key.to_checksum_address()

    def sign_digest(self, digest: bytes) -> Signature:
        """coincurve's signatures are low in s already."""
        signed = self._key.sign_msg_hash(digest)
        return Signature(signed.r, signed.s, signed.v)

    def sign_transaction(self, transaction: Transaction) -> Signed:
        return transaction.signed(self.sign_digest(transaction.digest()))
