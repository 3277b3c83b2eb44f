"""Signs CloudFront custom policies for tests, written apart from the code that verifies them."""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PREFIX = "cloudfront-public-key."


_KEYS: dict[str, rsa.RSAPrivateKey] = {}


def private_key(name: str) -> rsa.RSAPrivateKey:
    """A key of its own for each name, made once a run."""
    if name not in _KEYS:
        _KEYS[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _KEYS[name]


def public_pem(name: str) -> bytes:
    """The PEM that CloudFront would be given for `name`."""
    return (
        private_key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def encoded(data: bytes) -> str:
    """Base64 in CloudFront's alphabet."""
    text = base64.b64encode(data).decode()
    return text.replace("+", "-").replace("=", "_").replace("/", "~")


@dataclass
class Grant:
    """A custom policy for `resource`; every part can be made wrong."""

    resource: str
    key: str = "a"
    before: int = field(default_factory=lambda: int(time.time()) + 600)
    extra: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def document(self) -> bytes:
        """The policy's bytes, as they are signed."""
        condition: dict[str, Mapping[str, object]] = {
            "DateLessThan": {"AWS:EpochTime": self.before}
        } | dict(self.extra)
        statement = {"Resource": self.resource, "Condition": condition}
        return json.dumps({"Statement": [statement]}, separators=(",", ":")).encode()

    def values(self, document: bytes | None = None) -> tuple[str, str, str]:
        """Policy, signature and key pair id, encoded."""
        signed = self.document() if document is None else document
        sha1 = hashes.SHA1()  # noqa: S303 -- CloudFront takes no other
        signature = private_key(self.key).sign(signed, padding.PKCS1v15(), sha1)
        return encoded(signed), encoded(signature), PREFIX + self.key

    def cookies(self) -> dict[str, str]:
        """The three cookies."""
        names = ("CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id")
        return dict(zip(names, self.values(), strict=True))

    def query(self) -> dict[str, str]:
        """The three parameters of a signed URL."""
        names = ("Policy", "Signature", "Key-Pair-Id")
        return dict(zip(names, self.values(), strict=True))
