"""Text that people write for others to read."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

ONE_LINE, LINES = r"^[^\x00-\x1f\x7f]*$", r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
ANY_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""No control characters; in LINES, no others than a tab and a line's end, in ANY_LINES as any
system writes it."""

# Embeddings, overrides and isolates make a text look like another one (Unicode TR 36, 2.9; Boucher
# and Anderson, "Trojan Source", 2021); two separators are a line's end to some readers only.
_DECEIVING = re.compile("[\u2028-\u202e\u2066-\u2069]")
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"})


def _legible(text: str) -> str:
    if _DECEIVING.search(text):
        raise ValueError("has a character that changes the direction or the line of what follows")
    if text and all(unicodedata.category(character) in _UNSEEN for character in text):
        raise ValueError("has nothing in it that can be seen")
    return text


def honest(text: str) -> str:
    """Without the characters for which LEGIBLE refuses a text: of what nobody is asked about."""
    return _DECEIVING.sub("", text)


LEGIBLE = AfterValidator(_legible)

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=ONE_LINE),
    LEGIBLE,
]
"""One line with something to read."""

Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=LINES),
    LEGIBLE,
]
"""Some lines with something to read."""
