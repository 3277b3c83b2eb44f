"""Decide which renditions a source is worth, and how the work is shared out."""

from typing import Any

from didit360.settings import setting
from media.data import progress
from media.domain.jobs import Job
from media.domain.plan import Plan
from media.domain.source import Source


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source, measured}` in; `{plan, chunks}` out (media.domain.plan).

    `measured` has its loudness only if the job is to be normalised.
    """
    job, source = Job.from_dict(event["job"]), Source.from_dict(event["source"])
    loudness = event.get("measured", {}).get("loudness") if job.normalise else None
    plan = Plan.for_source(
        source,
        int(setting("TRANSCODE_WORKER_COUNT")),
        gain_db=loudness["gain_db"] if loudness else None,
        av1=job.av1,
    )
    progress.start(job, plan.parts, decode=plan.decode)
    return {"plan": plan.as_dict(), "chunks": [chunk.as_dict() for chunk in plan.chunks]}
