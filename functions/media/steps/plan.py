"""Decide which renditions a source is worth, and how the work is shared out."""

from typing import Any

from media.domain.plan import Plan
from media.domain.source import Source


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{source}` in, the plan out (media.domain.plan.Plan)."""
    return Plan.for_source(Source.from_dict(event["source"])).as_dict()
