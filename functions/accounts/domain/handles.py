"""Handles: what a person is found and mentioned by.

3 to 30 of a-z, 0-9, "_" and "."; a dot stands between two others, so that a handle at the end of a
sentence or in an address is read as it is meant. Capitals are the same letters.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator

MIN, MAX = 3, 30
KEPT_DAYS = 30
"""How long a handle that was given up is kept from others."""

_PATTERN = re.compile(rf"(?=.{{{MIN},{MAX}}}\Z)[a-z0-9_]+(\.[a-z0-9_]+)*")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

_WORDS = """
about abuse account accounts admin administrator album albums anonymous api app apps artist
artists audiobook audiobooks auth billing blog board browse careers chart charts cognito contact
copyright deleted developer developers didit didit360 dj djs dmca docs download
edge erased everyone explore fan fans faq feed follow followers following genre genres guest
guide health help helpdesk home images info invite jobs legal library live login logout mail
me media moderation moderator moderators music new news nft nfts nobody noreply
null official owner password payment payments people playlist playlists podcast podcasts
postmaster premium press pricing privacy producer producers profile radio register release
releases reports root sales search security settings shared shop signin signout signup sireai
staff status store streams studio support sysadmin system team terms test
trending undefined unknown upload user username users verified video videos void webmaster
wallet welcome wiki www you
"""
RESERVED = frozenset(_WORDS.split())


class NotAHandleError(ValueError):
    pass


class ReservedHandleError(ValueError):
    pass


def checked(text: str) -> str:
    """The handle as it is kept. NotAHandleError; ReservedHandleError."""
    handle = text.lower()
    if not _PATTERN.fullmatch(handle):
        raise NotAHandleError(
            f"A handle has {MIN} to {MAX} letters a to z, digits, _ and . (between two others)."
        )
    if re.sub(r"[_.]", "", handle) in RESERVED:
        raise ReservedHandleError("This handle is kept for the platform.")
    return handle


def proposals(wish: str | None) -> Iterator[str]:
    """Handles to try, one after the other: near the wish, then any. Never ends."""
    base = _near(wish or "")
    if base:
        if _allowed(base):
            yield base
        for _ in range(3):
            yield f"{base[: MAX - 5].rstrip('.')}_{_random(4)}"
    while True:
        yield f"listener_{_random(8)}"


def _near(wish: str) -> str:
    plain = unicodedata.normalize("NFKD", wish.partition("@")[0]).lower()
    letters = re.sub(r"[^a-z0-9_.]", "", re.sub(r"[\s-]+", "_", plain))
    handle = re.sub(r"\.{2,}", ".", letters)[:MAX].strip(".")
    return handle if _PATTERN.fullmatch(handle) else ""


def _allowed(handle: str) -> bool:
    try:
        return checked(handle) == handle
    except ValueError:
        return False


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
