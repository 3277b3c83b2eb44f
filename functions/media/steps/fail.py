"""End a run that went wrong: tell the artist why, and leave nothing half made behind."""

import json
from typing import Any

from didit360.log import logger
from media.data import jobs, storage
from media.domain.jobs import Job
from media.domain.rejections import reason

REJECTED = "Rejected"


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, error: {Error, Cause}}` in; out `{told: bool}`: whether it was this run's to tell.

    A run that was overtaken, or whose track was deleted, ends without a word. The file of a
    refused upload goes too; a file that we failed on is kept.
    """
    job = Job.from_dict(event["job"])
    error, cause = event["error"].get("Error", ""), event["error"].get("Cause", "")
    if jobs.is_heard(job):
        # It failed after it was published, while tidying: listeners keep what they have.
        logger().error("failed after publishing", run_id=job.run_id, error=error)
        return {"told": False}
    why = reason(error, message_of(cause))
    told = jobs.failed(job, why)
    logger().warning(
        "failed" if told else "superseded", run_id=job.run_id, error=error, cause=cause[:2000]
    )
    storage.delete_run(job.media_id, job.run_id)
    if error == REJECTED:
        storage.delete_original(job.bucket, job.key, job.version_id)
    return {"told": told}


def message_of(cause: str) -> str:
    """The exception's own text: Lambda wraps it as JSON with `errorMessage`."""
    try:
        wrapped = json.loads(cause)
    except ValueError:
        return cause
    return str(wrapped.get("errorMessage", "")) if isinstance(wrapped, dict) else cause
