"""Cursors of paged lists: opaque to the client, signed so that nobody can make one up.

base64url(HMAC-SHA-256 tag, 16 bytes | JSON). The tag covers the list's name and its owner,
so that a cursor of one list or person does not open another's.
"""

import base64
import binascii
import hashlib
import hmac
import json
from functools import cache
from typing import Any

from didit360.clients import client
from didit360.problems import BadRequest
from didit360.settings import setting

_TAG_BYTES = 16
MAX_CHARACTERS = 2048


def sign(position: dict[str, Any] | None, *, scope: str) -> str | None:
    """The cursor for a position (a DynamoDB LastEvaluatedKey); None at the end of a list."""
    if position is None:
        return None
    text = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(_tag(text, scope) + text).decode().rstrip("=")


def read(cursor: str | None, *, scope: str) -> dict[str, Any] | None:
    """The position a cursor stands for; BadRequest (400) if it is not one of ours."""
    if cursor is None:
        return None
    wrong = BadRequest("The cursor is not one that this list gave out.", code="bad-cursor")
    if len(cursor) > MAX_CHARACTERS:
        raise wrong
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raise wrong from None
    tag, text = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(text, scope)):
        raise wrong
    position: dict[str, Any] = json.loads(text)
    return position


def _tag(text: bytes, scope: str) -> bytes:
    message = scope.encode() + b"\0" + text
    return hmac.new(_key(), message, hashlib.sha256).digest()[:_TAG_BYTES]


@cache
def _key() -> bytes:
    secret = client("secretsmanager").get_secret_value(SecretId=setting("CURSOR_SECRET"))
    return secret["SecretString"].encode()
