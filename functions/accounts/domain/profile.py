"""A profile: what a person says of themselves, and what the platform knows them by."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

MIN_AGE = 13
"""Years. Whoever is younger may not have an account (COPPA; GDPR article 8 lets no state go
lower)."""
OLDEST = 130
AGE_REFUSED_DAYS = 365
"""How long no birth date is taken after one that was too young."""

MAX_LINKS = 10
MAX_LINK = 300

_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})")


@dataclass(frozen=True, slots=True)
class Profile:
    id: str
    handle: str
    name: str
    bio: str
    links: tuple[str, ...]
    country: str | None
    birth_date: date | None = field(repr=False)
    """Never leaves accounts but in the person's own export."""
    age_refused_at: datetime | None
    """When a birth date was last refused as too young; the date itself is not kept."""
    notifications: dict[str, bool]
    roles: tuple[str, ...]
    avatar: dict[str, Any] | None
    avatar_problem: dict[str, Any] | None
    """Why the newest picture could not be taken: code and message."""
    followers: int
    following: int
    revision: int
    card_revision: int
    created_at: datetime


def checked_link(text: str) -> str:
    """A link that may be shown: https, a name and not a number, nobody's password. ValueError."""
    if len(text) > MAX_LINK or re.search(r"[\x00-\x20\x7f<>\"\\^`{|}]", text) or not _is_link(text):
        raise ValueError("a link is an https address of a site, without user or port")
    return text


def once_each(links: list[str]) -> list[str]:
    """Links of which none stands there twice, however its host is written. ValueError."""
    seen = set()
    for link in links:
        parts = urlsplit(link)
        same = parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()
        if same in seen:
            raise ValueError(f"{link} is there twice")
        seen.add(same)
    return links


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        return False
    plain = parts.netloc.lower() == parts.hostname
    return parts.scheme == "https" and plain and _HOST.fullmatch(host) is not None


def age(born: date, today: date) -> int:
    """Full years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
