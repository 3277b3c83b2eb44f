"""Decide which renditions a source is worth, and how the work is shared out."""

from typing import Any

from didit360.settings import setting
from media.data import progress
from media.domain.jobs import Job
from media.domain.plan import Plan
from media.domain.source import Source


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source}` in; `{plan, chunks}` out (media.domain.plan)."""
    workers = int(setting("TRANSCODE_WORKER_COUNT"))
    plan = Plan.for_source(Source.from_dict(event["source"]), workers)
    progress.start(Job.from_dict(event["job"]), plan.parts, decode=plan.decode)
    return {"plan": plan.as_dict(), "chunks": [chunk.as_dict() for chunk in plan.chunks]}
