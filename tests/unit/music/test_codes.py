"""ISRC, UPC and EAN: however they are written they become one, and a typing error is noticed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from music.domain.codes import BadCodeError, barcode, isrc

PREFIXES = st.from_regex(r"\A[A-Z]{2}[A-Z0-9]{3}\Z")
NUMBERS = st.from_regex(r"\A[0-9]{7}\Z")


@given(PREFIXES, NUMBERS)
def test_an_isrc_is_one_however_it_is_written(prefix: str, number: str) -> None:
    plain = prefix + number
    written = f"{prefix[:2]}-{prefix[2:]}-{number[:2]}-{number[2:]}"
    assert {isrc(plain), isrc(plain.lower()), isrc(written), isrc(f"ISRC {written} ")} == {plain}


@pytest.mark.parametrize(
    "text",
    ["", "USRC1760783", "USRC176078399", "U1RC17607839", "USRC1760783X", "\uff35SRC17607839", "--"],
)
def test_what_is_no_isrc_is_refused(text: str) -> None:
    with pytest.raises(BadCodeError):
        isrc(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("036000291452", "036000291452"),
        ("0 36000 29145 2", "036000291452"),
        ("4006381333931", "4006381333931"),
        ("73513537", "73513537"),
        ("00012345600012", "00012345600012"),
    ],
)
def test_barcodes_of_the_trade_are_taken(text: str, plain: str) -> None:
    assert barcode(text) == plain


@pytest.mark.parametrize(
    "text", ["", "036000291453", "03600029145", "x36000291452", "000000000000", "٠٣٦٠٠٠٢٩١٤٥٢"]
)
def test_what_is_no_barcode_is_refused(text: str) -> None:
    with pytest.raises(BadCodeError):
        barcode(text)


def with_check_digit(digits: str) -> str:
    """By the GS1 General Specifications' own words, from the left, for twelve and thirteen."""
    weights = [3, 1] if len(digits) % 2 else [1, 3]
    total = sum(int(digit) * weights[at % 2] for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


@given(st.sampled_from([11, 12]).flatmap(lambda size: st.from_regex(rf"\A[0-9]{{{size}}}\Z")))
def test_one_right_check_digit_is_taken_and_nine_are_not(digits: str) -> None:
    assume(int(digits))
    right = with_check_digit(digits)
    taken = []
    for last in "0123456789":
        try:
            taken.append(barcode(digits + last))
        except BadCodeError:
            continue
    assert taken == [right]


@given(st.from_regex(r"\A[0-9]{12}\Z"), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(digits: str, at: int, by: int) -> None:
    right = with_check_digit(digits)
    wrong = right[:at] + str((int(right[at]) + by) % 10) + right[at + 1 :]
    with pytest.raises(BadCodeError):
        barcode(wrong)
