"""End a run that went wrong: tell the artist why, and leave nothing half made behind."""

import json
from typing import Any

from didit360.log import logger
from media.data import fingerprints, jobs, notes, publishing, storage
from media.domain.jobs import Job
from media.domain.rejections import reason

REJECTED = "Rejected"
NOT_OURS = {
    REJECTED: "the file's own fault, told to the artist",
    "Superseded": "a newer file took its place",
    "OriginalGone": "its track was deleted meanwhile",
}
"""What ends well all the same: no alarm."""
_NAMED = {error.__name__ for error in notes.NEVER_AGAIN}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, error: {Error, Cause}}` in; out `{told, ours}`.

    `told`: it was this run's to tell. `ours`: the failure is our own, so the workflow fails too.
    A run that was overtaken, or whose track was deleted, ends without a word. The file of a
    refused upload goes too; a file that we failed on is kept.
    """
    job = Job.from_dict(event["job"])
    error, cause = event["error"].get("Error", ""), event["error"].get("Cause", "")
    if error not in _NAMED:
        error, cause = notes.read(job) or (error, cause)
    if jobs.is_heard(job):
        # It failed after it was published, while tidying: listeners keep what they have.
        logger().error("failed after publishing", run_id=job.run_id, error=error)
        publishing.say_again(job)
        return {"told": False, "ours": error not in NOT_OURS}
    why = reason(error, message_of(cause))
    told = jobs.failed(job, why)
    logger().warning(
        "failed" if told else "superseded", run_id=job.run_id, error=error, cause=cause[:2000]
    )
    storage.delete_run(job.media_id, job.run_id)
    fingerprints.forget(job.media_id, job.run_id)
    if error == REJECTED:
        storage.delete_original(job.bucket, job.key, job.version_id)
    # Of a run that nobody waits for, no failure matters: its objects may be gone already.
    return {"told": told, "ours": told and error not in NOT_OURS}


def message_of(cause: str) -> str:
    """The exception's own text: Lambda wraps it as JSON with `errorMessage`."""
    try:
        wrapped = json.loads(cause)
    except ValueError:
        return cause
    return str(wrapped.get("errorMessage", "")) if isinstance(wrapped, dict) else cause
