"""A file has arrived in the originals bucket: start its workflow, once per object version."""

from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data import jobs, runs, storage
from media.domain.jobs import OriginalKey


def original_uploaded(detail: Detail) -> None:
    """S3's "Object Created", as EventBridge gives it. Safe to repeat, in any order."""
    bucket, found = detail["bucket"]["name"], detail["object"]
    key = OriginalKey.parse(found["key"])
    if bucket != storage.originals() or key is None:
        logger().warning("not an upload", bucket=bucket, key=found["key"][:200])
        return
    version_id = found.get("version-id") or "null"
    try:
        job = jobs.accept(key, version_id, found.get("sequencer", ""), int(found["size"]))
    except jobs.NotGrantedError:
        logger().info("late upload thrown away", media_id=key.media_id)
        storage.delete_original(bucket, found["key"], version_id)
        return
    if job is None:
        logger().info("nothing new", media_id=key.media_id, upload_id=key.upload_id)
        return
    jobs.uploaded(job)
    runs.start(job)


handler = on_event(original_uploaded)
