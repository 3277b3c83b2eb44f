"""Titles, names and reasons: what reads as something else, or as nothing, is refused."""

import pytest
from pydantic import TypeAdapter, ValidationError

from didit360.text import Line, Prose

LINE, PROSE = TypeAdapter(Line), TypeAdapter(Prose)


@pytest.mark.parametrize("text", ["Água", "夜", "שלום\u200f!", "👩\u200d🚀", "e\u0301"])
def test_every_script_is_text(text: str) -> None:
    assert LINE.validate_python(f"  {text} ") == text


@pytest.mark.parametrize(
    "text",
    ["", "  ", "\u200b", "\u200b\u00a0\u2060", "a\u202eb", "a\u2067b", "a\nb", "a\0b", "a\u2028b"],
)
def test_what_cannot_be_read_is_none(text: str) -> None:
    with pytest.raises(ValidationError):
        LINE.validate_python(text)


def test_prose_has_lines() -> None:
    assert PROSE.validate_python("one\n\ttwo\n") == "one\n\ttwo"
    with pytest.raises(ValidationError):
        PROSE.validate_python("one\u2029two")
