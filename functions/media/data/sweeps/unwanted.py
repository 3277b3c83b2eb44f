"""Executions that run for nobody: their upload's row is gone, or has another run."""

from datetime import datetime

from didit360.log import logger
from media.data import fingerprints, records, runs, storage


def sweep(before: datetime) -> int:
    """Stop those that began before `before`; how many."""
    stopped = 0
    for job in runs.running_since(before):
        row = records.row(job.media_id, job.upload_id)
        if row is not None and row.run_id == job.run_id and row.state in records.UNDER_WAY:
            continue
        if row is not None and row.published_run == job.run_id:
            continue  # it is tidying up
        logger().warning("nobody waits for it", run_id=job.run_id)
        runs.stop(job.run_id, "its upload is gone, or was replaced")
        storage.delete_run(job.media_id, job.run_id)
        fingerprints.forget(job.media_id, job.run_id)
        stopped += 1
    return stopped
