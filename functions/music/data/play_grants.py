"""Session grants: signed, so that nothing is stored until something was heard.

base64url(HMAC-SHA-256 tag, 32 bytes | JSON). Only who holds PLAYS_SECRET can make one.
"""

import base64
import binascii
import hashlib
import hmac
import json
from functools import cache

from didit360.clients import client
from didit360.settings import setting
from music.domain.listening import Grant

_TAG_BYTES = 32
MAX_CHARACTERS = 2048


class ForgedError(Exception):
    """Nothing that was ever given out."""


def sign(grant: Grant) -> str:
    said = [
        grant.play_id,
        grant.person_id,
        grant.track_id,
        grant.artist_id,
        grant.release_id,
        grant.genres,
        grant.country,
        grant.duration_ms,
        grant.issued_at,
        grant.expires_at,
    ]
    text = json.dumps(said, separators=(",", ":")).encode()
    return _encoded(_tag(text) + text)


def read(token: str) -> Grant:
    """The grant that was signed. ForgedError."""
    if len(token) > MAX_CHARACTERS:
        raise ForgedError
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ForgedError from None
    # One text only: with padding, or other bits at the end, it would decode alike.
    if _encoded(raw) != token:
        raise ForgedError
    tag, text = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(text)):
        raise ForgedError
    play, person, track, artist, release, genres, country, duration, issued, expires = json.loads(
        text
    )
    return Grant(
        play_id=play,
        person_id=person,
        track_id=track,
        artist_id=artist,
        release_id=release,
        genres=tuple(genres),
        country=country,
        duration_ms=duration,
        issued_at=issued,
        expires_at=expires,
    )


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _tag(text: bytes) -> bytes:
    return hmac.new(_key(), b"play\0" + text, hashlib.sha256).digest()


@cache
def _key() -> bytes:
    secret = client("secretsmanager").get_secret_value(SecretId=setting("PLAYS_SECRET"))
    return secret["SecretString"].encode()
