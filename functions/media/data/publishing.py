"""A finished run becomes what listeners hear, and that is said, whatever fails between the two.

What is to be said is kept in the upload's row by the very write that publishes it, until it was
said; so long the row is under way.
"""

from collections.abc import Mapping
from typing import Any

from didit360 import events
from didit360.log import logger
from media.data import jobs, records, storage
from media.domain.jobs import Job


def publish(job: Job, about: Mapping[str, Any]) -> bool:
    """Publish the run and say media_ready with all that it is `about`; older runs get an end.

    False if a newer file overtook it, or its track is gone. Safe to repeat.
    """
    published = jobs.ready(job, about)
    if published is None:
        return False
    events.publish("media_ready", {**published, **about})
    jobs.told(job)
    jobs.retire_older(job)
    storage.delete_prefix(job.work_prefix)
    return True


def say_again(job: Job) -> None:
    """Say media_ready of a published run whose publishing did not come to its end."""
    row = records.row(job.media_id, job.upload_id)
    if row is not None and row.published_run == job.run_id and row.unsaid is not None:
        publish(job, row.unsaid)
    else:
        logger().info("all was said", run_id=job.run_id)
        jobs.told(job)
