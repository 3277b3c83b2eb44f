"""Make a finished run what listeners hear, at once and whole; older ones get an end."""

from typing import Any

from didit360.log import logger
from media.data import fingerprints, publishing, storage
from media.domain import facts
from media.domain.jobs import Job
from media.domain.source import Source


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source, plan, measured, artwork, storyboard, packaged}` in; out `{published: bool}`.

    `packaged` is `{master, standard, renditions: [as in media_ready]}`.
    A run that a newer file overtook, or whose track is gone, removes what it made and ends well.
    """
    job, source = Job.from_dict(event["job"]), Source.from_dict(event["source"])
    plan, measured, packaged = event["plan"], event["measured"], event["packaged"]
    # One that failed is left out, as the workflow does: it fails no upload.
    storyboard = {"storyboard": None, **event["storyboard"]}
    about = {
        "prefix": job.prefix,
        "facts": facts.of(source, plan, measured),
        "renditions": packaged["renditions"],
        "files": facts.files(plan, measured, event["artwork"], storyboard, packaged),
    }
    if publishing.publish(job, about):
        return {"published": True}
    logger().info("superseded", media_id=job.media_id, run_id=job.run_id)
    storage.delete_run(job.media_id, job.run_id)
    fingerprints.forget(job.media_id, job.run_id)
    return {"published": False}
