"""Recognise a recording."""

from typing import Any


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source}` in."""
    return {}
