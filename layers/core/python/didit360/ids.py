"""Identifiers: a ULID (sorts by the time it was made) behind a prefix that says of what."""

import hashlib
import re

from ulid import ULID

_PATTERN = re.compile(r"(?P<prefix>[a-z]{3})_(?P<ulid>[0-7][0-9A-HJKMNP-TV-Z]{25})")


def new(prefix: str) -> str:
    """`trk_01J...`; ids made later sort after earlier ones (to the millisecond)."""
    return f"{prefix}_{ULID()}"


def is_id(value: str, prefix: str) -> bool:
    found = _PATTERN.fullmatch(value)
    return found is not None and found["prefix"] == prefix


def twin(value: str, prefix: str) -> str:
    """The same ULID under another prefix: a track's media is `twin(track.id, "med")`."""
    found = _PATTERN.fullmatch(value)
    if found is None:
        raise ValueError(f"not an id: {value[:40]!r}")
    return f"{prefix}_{found['ulid']}"


def number(value: str) -> int:
    """The ULID's 128 bits, as a chain has an id; ValueError."""
    found = _PATTERN.fullmatch(value)
    if found is None:
        raise ValueError(f"not an id: {value[:40]!r}")
    return int(ULID.from_str(found["ulid"]))


def digested(prefix: str, said: bytes) -> str:
    """The id of what was said, the same each time: 128 bits of its SHA-256."""
    return f"{prefix}_{ULID(hashlib.sha256(said).digest()[:16])}"


def numbered(prefix: str, number_: int) -> str | None:
    """The id whose ULID has these 128 bits; None of a number that has more."""
    return f"{prefix}_{ULID.from_int(number_)}" if 0 <= number_ < 2**128 else None
