"""Playback grants: CloudFront signed cookies that open one run of a stream for a while.

The policy, its signature (RSA PKCS#1 v1.5 over SHA-1: the one CloudFront takes from RSA
keys) and CloudFront's own base64 alphabet are those of the Amazon CloudFront Developer
Guide, "Set signed cookies using a custom policy".
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from didit360 import folders
from didit360.clients import client
from didit360.clock import now
from didit360.settings import setting

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

GRANT_SECONDS = 6 * 3600
"""Longer than any one sitting; a client asks again when it has run out."""

_RUN = re.compile(r"media/[\w-]+/[\w-]+/")
_ALPHABET = bytes.maketrans(b"+=/", b"-_~")


@dataclass(frozen=True, slots=True)
class PlaybackGrant:
    """Where to listen and the cookies that open it: the folder `path`, and with `lossless` the one
    beside it.
    """

    base_url: str
    path: str
    lossless: bool
    cookies: dict[str, str]
    expires_at: datetime

    def set_cookie_headers(self) -> list[str]:
        """Set-Cookie values for a browser on the same host as the media, for each folder.

        For none above them: the cookies of a newer run would take the place of those with which
        somebody hears an older one to its end.
        """
        paths = [self.path, folders.beside(self.path)] if self.lossless else [self.path]
        seconds = int((self.expires_at - now()).total_seconds())
        # A configured origin on another site must be able to play; it can only read, and only what
        # CORS lets it. Without TLS (this machine) a browser takes no such cookie.
        https = self.base_url.startswith("https:")
        sites = "SameSite=None; Secure" if https else "SameSite=Lax"
        return [
            f"{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; {sites}"
            for path in paths
            for name, value in self.cookies.items()
        ]


def grant(prefix: str, *, lossless: bool = False) -> PlaybackGrant:
    """Open a run's folder `media/x/y/` for GRANT_SECONDS; if `lossless`, the one beside it too.

    `media/x/y*` is the pattern of both, and of no other run's: ids of runs are of one length.
    """
    if not _RUN.fullmatch(prefix):
        raise ValueError("a grant opens one run under media/")
    expires = now() + timedelta(seconds=GRANT_SECONDS)
    base = edge_url()
    opened = prefix.removesuffix("/") if lossless else prefix
    policy = json.dumps(
        {
            "Statement": [
                {
                    "Resource": f"{base}/{opened}*",
                    "Condition": {"DateLessThan": {"AWS:EpochTime": int(expires.timestamp())}},
                }
            ]
        },
        separators=(",", ":"),
    ).encode()
    return PlaybackGrant(
        base_url=base,
        path=f"/{prefix}",
        lossless=lossless,
        cookies={
            "CloudFront-Policy": _encode(policy),
            "CloudFront-Signature": _encode(_sign(policy)),
            "CloudFront-Key-Pair-Id": setting("MEDIA_KEY_PAIR_ID"),
        },
        expires_at=expires,
    )


@cache
def edge_url() -> str:
    """The platform's one host, `https://...`: the edge's stack writes it where we read it."""
    parameter = client("ssm").get_parameter(Name=setting("EDGE_URL_PARAMETER"))
    return parameter["Parameter"]["Value"].rstrip("/")


def prepare() -> None:
    """Import what signing takes, so that a snapshot holds it. No secret enters a snapshot."""
    from cryptography.hazmat.primitives import serialization  # noqa: F401


def _sign(policy: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA1

    return _private_key().sign(policy, PKCS1v15(), SHA1())  # noqa: S303  CloudFront's format


@cache
def _private_key() -> "RSAPrivateKey":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    secret = client("secretsmanager").get_secret_value(SecretId=setting("MEDIA_SIGNING_SECRET"))
    key = load_pem_private_key(secret["SecretString"].encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("CloudFront cookies are signed with an RSA key")
    return key


def _encode(data: bytes) -> str:
    return base64.b64encode(data).translate(_ALPHABET).decode()
