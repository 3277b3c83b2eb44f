"""The trade's numbers: ISRC for a recording, UPC or EAN (GTIN) for a release."""

import re

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_SPACES = str.maketrans("", "", "- \t")
_LENGTHS = {8, 12, 13, 14}


class BadCodeError(ValueError):
    """The text says what is wrong, in a sentence for whoever typed it."""


def isrc(text: str) -> str:
    """ISO 3901:2019 as it is stored: `US-RC1-76-07839` is `USRC17607839`. Raises BadCodeError.

    Two letters of the prefix, three letters or digits more, two digits of the year and five of the
    recording; there is no check digit.
    """
    plain = text.strip().upper().removeprefix("ISRC").lstrip(": ").translate(_SPACES)
    if not plain.isascii() or not _ISRC.fullmatch(plain):
        raise BadCodeError("An ISRC has 12 characters, as in US-RC1-76-07839.")
    return plain


def barcode(text: str) -> str:
    """A UPC (12 digits), EAN (13 or 8) or GTIN-14, its check digit right. Raises BadCodeError.

    The check digit is that of the GS1 General Specifications, section 7.9: from the right, digits
    weigh 3 and 1 in turn, and all together end in 0.
    """
    plain = text.strip().translate(_SPACES)
    if not (plain.isascii() and plain.isdecimal() and len(plain) in _LENGTHS):
        raise BadCodeError("A UPC has 12 digits and an EAN 13.")
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(plain)))
    if total % 10 or not int(plain):
        raise BadCodeError("The code's check digit is wrong: look for a typing error.")
    return plain
