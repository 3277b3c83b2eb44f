"""Decides whether CloudFront's signed cookies (or signed URL) open a resource, as CloudFront does.

The format is AWS's "Use signed cookies" and "Set signed cookies using a custom policy" in the
CloudFront developer guide (private-content-setting-signed-cookie-custom-policy):

- `CloudFront-Policy`: a JSON policy with exactly one statement, in base64 with `+ = /`
  replaced by `- _ ~`;
- `CloudFront-Signature`: RSASSA-PKCS1-v1_5 with SHA-1 over that JSON's bytes, same alphabet;
- `CloudFront-Key-Pair-Id`: which trusted public key verifies it.

The policy's `Resource` is a URL in which `*` stands for any characters and `?` for one.
`DateLessThan` is required; `DateGreaterThan` and `IpAddress` are optional. A signed URL carries
the same three values as `Policy`, `Signature` and `Key-Pair-Id`, and goes before cookies.
"""

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

COOKIES = ("CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id")
QUERY = ("Policy", "Signature", "Key-Pair-Id")
_FROM_CLOUDFRONT = str.maketrans("-_~", "+=/")
_LONGEST = 8192


class DeniedError(Exception):
    """Why the resource stays closed; the text is safe to show to the caller."""


@dataclass(frozen=True)
class Credentials:
    """The three values that a viewer presents, still encoded."""

    policy: str
    signature: str
    key_pair_id: str


@dataclass(frozen=True)
class Policy:
    """A custom policy's one statement; times are Unix seconds."""

    resource: str
    before: int
    after: int | None = None
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None

    def check(self, url: str, now: float, address: str) -> None:
        """Raise `DeniedError` unless `url` may be read at `now` from `address`."""
        if not _resource_pattern(self.resource).fullmatch(url):
            raise DeniedError("The grant is for another resource.")
        if now >= self.before:
            raise DeniedError("The grant has expired.")
        if self.after is not None and now <= self.after:
            raise DeniedError("The grant is not valid yet.")
        if self.network is not None and ipaddress.ip_address(address) not in self.network:
            raise DeniedError("The grant is for another address.")


def presented(cookie_header: str, query: Mapping[str, str]) -> Credentials:
    """The credentials in a request's `Cookie` header or query string.

    Browsers send the cookie with the longest path first, so the first of a name wins.
    """
    if any(name in query for name in QUERY):
        values = [query.get(name, "") for name in QUERY]
    else:
        jar: dict[str, str] = {}
        for pair in cookie_header.split(";"):
            name, _, value = pair.strip().partition("=")
            jar.setdefault(name, value.strip('"'))
        values = [jar.get(name, "") for name in COOKIES]
    if not all(values):
        raise DeniedError("There is no grant: ask for one with POST /music/tracks/{id}/playback.")
    if any(len(value) > _LONGEST for value in values):
        raise DeniedError("The grant is malformed.")
    return Credentials(*values)


def verify(credentials: Credentials, public_key_pem: bytes) -> Policy:
    """The policy, once its signature is proven to be by `public_key_pem`'s owner."""
    document = _decode(credentials.policy)
    signature = _decode(credentials.signature)
    key = serialization.load_pem_public_key(public_key_pem)
    if not isinstance(key, rsa.RSAPublicKey):
        raise DeniedError("The grant's key is not an RSA key.")
    try:
        # SHA-1 is CloudFront's choice, not ours: it accepts no other hash here.
        key.verify(signature, document, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 -- see above
    except InvalidSignature:
        raise DeniedError("The grant's signature does not match.") from None
    return _parse(document)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text.translate(_FROM_CLOUDFRONT), validate=True)
    except (binascii.Error, ValueError):
        raise DeniedError("The grant is malformed.") from None


def _parse(document: bytes) -> Policy:
    try:
        (statement,) = json.loads(document)["Statement"]
        condition = statement["Condition"]
        unknown = set(condition) - {"DateLessThan", "DateGreaterThan", "IpAddress"}
        if unknown:
            raise ValueError(f"unknown conditions {unknown}")
        after = condition.get("DateGreaterThan")
        source = condition.get("IpAddress")
        return Policy(
            resource=str(statement["Resource"]),
            before=_epoch(condition["DateLessThan"]),
            after=None if after is None else _epoch(after),
            network=None if source is None else ipaddress.ip_network(source["AWS:SourceIp"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DeniedError("The grant's policy is malformed.") from None


def _epoch(condition: Mapping[str, object]) -> int:
    seconds = condition["AWS:EpochTime"]
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise ValueError("a time must be whole seconds")
    return seconds


def _resource_pattern(resource: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    collapsed = re.sub(r"\*+", "*", resource)
    return re.compile("".join(parts.get(c, re.escape(c)) for c in collapsed), re.DOTALL)
