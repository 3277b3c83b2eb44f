"""What a file says of itself: made clean, and only what has the form that it must have."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Raw = Mapping[str, Sequence[str]]
"""As a file has it: name -> values, none of them to be trusted."""

MAX_LENGTH = 200
MAX_LYRICS = 20_000
MAX_GENRES = 10
LINES = ("title", "artist", "album", "composer", "key", "language", "copyright", "label")
_SEVERAL = {"artist", "composer"}
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


def cleaned(raw: Raw) -> dict[str, Any] | None:
    """The `tags` of media_tagged; None if there is nothing that could be used."""
    found: dict[str, Any] = {name: _line(name, raw) for name in LINES}
    found["track_number"] = _number(raw, "track_number")
    found["disc_number"] = _number(raw, "disc_number")
    found["date"] = _matching(_DATE, _first(raw, "date")[:10])
    names = (_plain(name)[:MAX_LENGTH].strip() for name in raw.get("genre", ()))
    found["genre"] = list(dict.fromkeys(name for name in names if name))[:MAX_GENRES]
    found["isrc"] = _matching(_ISRC, re.sub(r"[\s-]", "", _first(raw, "isrc")).upper())
    found["lyrics"] = _text("\n".join(raw.get("lyrics", ())[:1]))
    found["bpm"] = _tempo(_first(raw, "bpm"))
    digits = re.sub(r"[\s-]", "", _first(raw, "barcode"))
    found["barcode"] = _matching(re.compile(r"[0-9]{8,14}"), digits)
    return found if any(found.values()) else None


def _line(name: str, raw: Raw) -> str | None:
    values = [plain for value in raw.get(name, ()) if (plain := _plain(value))]
    said = ", ".join(dict.fromkeys(values)) if name in _SEVERAL else next(iter(values), "")
    return said[:MAX_LENGTH].strip() or None


def _plain(text: str) -> str:
    """One line. Categories C*: control characters, and those that turn the text around them."""
    kept = (
        character if unicodedata.category(character)[0] != "C" else " "
        for character in unicodedata.normalize("NFC", text[: 10 * MAX_LENGTH])
    )
    return " ".join("".join(kept).split())


def _text(text: str) -> str | None:
    """Several lines."""
    lines = text[: 2 * MAX_LYRICS].splitlines()
    clean = (
        "".join(one for one in line if unicodedata.category(one)[0] != "C" or one == "\t")
        for line in lines
    )
    return "\n".join(clean).strip()[:MAX_LYRICS].strip() or None


def _first(raw: Raw, name: str) -> str:
    return _plain(next(iter(raw.get(name, ())), ""))


def _matching(form: re.Pattern[str], text: str) -> str | None:
    return text if text.isascii() and form.fullmatch(text) else None


def _number(raw: Raw, name: str) -> int | None:
    """`3`, or `3/12` for the third of twelve."""
    found = re.match(r"[0-9]{1,4}", _first(raw, name))
    return int(found[0]) or None if found else None


def _tempo(text: str) -> float | None:
    found = re.fullmatch(r"[0-9]{1,4}([.,][0-9]{1,6})?", text)
    return float(found[0].replace(",", ".")) or None if found else None
