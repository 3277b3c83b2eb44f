"""On a schedule: remove what has come to its end, replaced runs and grants never used."""

from didit360.clock import now
from didit360.log import logger
from didit360.reactions import Detail, on_event
from media.data import ends, fingerprints, storage


def sweep(_detail: Detail) -> None:
    """Objects first, then the row that knows of them: whatever stops half-way is done next time."""
    swept = 0
    for retired in ends.ended(now()):
        if retired.multipart_id:
            storage.abort_upload(retired.object_key, retired.multipart_id)
        for run_id in retired.runs:
            storage.delete_run(retired.media_id, run_id)
            fingerprints.forget(retired.media_id, run_id)
        for version in retired.versions:
            storage.delete_original(storage.originals(), retired.object_key, version)
        ends.forget(retired)
        swept += 1
    logger().info("swept", rows=swept)


handler = on_event(sweep)
