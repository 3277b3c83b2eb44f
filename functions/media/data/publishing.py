"""A finished run becomes what listeners hear, and that is said, whatever fails between the two.

What is to be said is kept in the run's scratch before, and its row is under way until it was said.
"""

from collections.abc import Mapping
from typing import Any

from didit360 import events
from didit360.clients import client
from didit360.log import logger
from media.data import jobs, storage
from media.domain.jobs import Job

_NAME = "ready.json"


def publish(job: Job, about: Mapping[str, Any]) -> bool:
    """Publish the run and say media_ready with all that it is `about`; older runs get an end.

    False if a newer file overtook it, or its track is gone. Safe to repeat.
    """
    storage.put_json(job, _NAME, about)
    return _say(job, about)


def say_again(job: Job) -> None:
    """Say media_ready of a published run whose publishing did not come to its end."""
    s3 = client("s3")
    try:
        s3.head_object(Bucket=storage.streams(), Key=job.work_prefix + _NAME)
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] not in {"404", "NoSuchKey"}:
            raise
        logger().info("all was said", run_id=job.run_id)
        jobs.told(job)
        return
    _say(job, storage.get_json(job, _NAME))


def _say(job: Job, about: Mapping[str, Any]) -> bool:
    published = jobs.ready(job)
    if published is None:
        return False
    events.publish("media_ready", {**published, **about})
    jobs.told(job)
    jobs.retire_older(job)
    storage.delete_prefix(job.work_prefix)
    return True
