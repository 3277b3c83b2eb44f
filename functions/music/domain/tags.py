"""What a file's tags say, in the terms of a track: what cannot be read is left out."""

import re
from collections.abc import Mapping
from typing import Any

from didit360.text import honest
from music.domain import codes, languages
from music.domain import lyrics as reading
from music.domain.details import MAX_GENRES, Contributor, ContributorRole, RightsLine
from music.domain.genres import genre_of
from music.domain.keys import key_of
from music.domain.lyrics import Line

MAX_LENGTH = 200
_RIGHTS = re.compile(
    r"(?:copyright|\(c\)|\(p\)|©|℗|\s)*\s*((?:18|19|20)\d\d)\s*[,:]?\s*(?:by\s+)?(.+)",
    re.IGNORECASE,
)


def title(tags: Mapping[str, Any]) -> str | None:
    return _line(tags.get("title"))


def facts(tags: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of music.domain.details, only those that the tags have."""
    found = {
        "contributors": _contributors(tags),
        "genres": _genres(tags.get("genre") or ()),
        "language": languages.language(tags.get("language") or ""),
        "isrc": _isrc(tags.get("isrc")),
        **_rights(tags.get("copyright")),
        "tempo_bpm": _tempo(tags.get("bpm")),
        "key": key_of(tags.get("key") or ""),
    }
    return {name: fact for name, fact in found.items() if fact}


def lyrics(tags: Mapping[str, Any]) -> tuple[str, tuple[Line, ...]]:
    """Plain, and in time where they are LRC, which many players write there."""
    text = tags.get("lyrics") or ""
    try:
        lines = reading.parse(text)
    except reading.BadLyricsError:
        return reading.clean(text)[: reading.MAX_PLAIN_LENGTH], ()
    return reading.plain(lines), lines


def _contributors(tags: Mapping[str, Any]) -> tuple[Contributor, ...]:
    named = (
        (_line(tags.get("artist")), ContributorRole.MAIN_ARTIST),
        (_line(tags.get("composer")), ContributorRole.COMPOSER),
    )
    return tuple(Contributor(name, role) for name, role in named if name)


def _genres(names: Any) -> tuple[str, ...]:
    known = (
        genre_of(part)
        for name in names
        for part in ([name] if genre_of(name) else re.split("[;,/|]", name))
    )
    return tuple(dict.fromkeys(genre for genre in known if genre))[:MAX_GENRES]


def _isrc(text: str | None) -> str | None:
    try:
        return codes.isrc(text or "")
    except codes.BadCodeError:
        return None


def _rights(text: str | None) -> dict[str, RightsLine]:
    """`2026 A Label`, `(P) 2026 A Label`; without a year it is no line."""
    found = _RIGHTS.fullmatch((text or "").strip())
    holder = _line(found[2]) if found else None
    if not found or not holder:
        return {}
    sound = re.match(r"\s*(℗|\(p\))", text or "", re.IGNORECASE)
    return {"recording_line" if sound else "copyright_line": RightsLine(int(found[1]), holder)}


def _tempo(number: float | None) -> float | None:
    return round(float(number), 2) if number is not None and 20 <= number <= 999 else None


def _line(text: str | None) -> str | None:
    """One line that a track may have; None if nothing is left."""
    plain = honest(re.sub(r"[\x00-\x1f\x7f]+", " ", text or "")).strip()
    return plain[:MAX_LENGTH].strip() or None
