"""A file has arrived: say what its tags say of it, so that its artist need not type it again."""

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data import jobs, records, tags
from media.data.storage import OriginalGone


def media_uploaded(detail: Detail) -> None:
    """Safe to repeat. Nothing depends on it: a file whose tags cannot be read has none."""
    row = records.row(detail["media_id"], detail["upload_id"])
    if row is None or row.object_version is None or row.run_id is None:
        return
    try:
        found = tags.of(jobs.job_of(row))
    except OriginalGone:
        logger().info("gone meanwhile", upload_id=detail["upload_id"])
        return
    if found is not None:
        about = {"tags": found, "at": rfc3339(now())}
        events.publish("media_tagged", {**records.about(row), **about})


handler = on_event(media_uploaded)
