"""Musical keys: `F# minor`, and how to read what files call them."""

import re

_TONICS = ("C", "C#", "Db", "D", "D#", "Eb", "E", "F", "F#", "Gb", "G", "G#", "Ab", "A", "A#", "Bb")
KEYS = frozenset(
    f"{tonic} {mode}" for tonic in (*_TONICS, "B", "Cb") for mode in ("major", "minor")
)

_WRITTEN = re.compile(
    r"([A-Ga-g])\s*(#|♯|b|♭|-?sharp|-?flat)?\s*(major|maj|minor|min|m|M|dur|moll)?", re.IGNORECASE
)
_CAMELOT = re.compile(r"0?([1-9]|1[0-2])([ABab])")
_MINOR_WHEEL = ["Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "Db"]
_MAJOR_WHEEL = ["B", "F#", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E"]
"""Mixed In Key's Camelot wheel: 1A is A flat minor, 1B is B major, then fifth by fifth."""


def key_of(name: str) -> str | None:
    """The key that a file names freely (`Am`, `F#m`, `E flat major`, `8A`); None of no other."""
    text = name.strip()
    wheel = _CAMELOT.fullmatch(text)
    if wheel:
        minor = wheel[2].upper() == "A"
        tonics = _MINOR_WHEEL if minor else _MAJOR_WHEEL
        return f"{tonics[int(wheel[1]) - 1]} {'minor' if minor else 'major'}"
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    letter, sign, mode = found[1].upper(), (found[2] or "").lower().strip("-"), found[3] or ""
    accidental = {"": "", "#": "#", "♯": "#", "sharp": "#"}.get(sign, "b")
    minor = mode == "m" or mode.lower() in {"min", "minor", "moll"}
    key = f"{letter}{accidental} {'minor' if minor else 'major'}"
    return key if key in KEYS else None
