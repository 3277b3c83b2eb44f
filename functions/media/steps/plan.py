"""Decide which renditions a source is worth, and how the work is shared out."""

from typing import Any

from media.data import jobs
from media.domain.jobs import Job
from media.domain.plan import Plan
from media.domain.source import Source


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source}` in, the plan out (media.domain.plan.Plan)."""
    plan = Plan.for_source(Source.from_dict(event["source"]))
    jobs.start(Job.from_dict(event["job"]), len(plan.chunks))
    return plan.as_dict()
