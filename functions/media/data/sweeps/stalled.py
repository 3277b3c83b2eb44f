"""Uploads that wait for a run that does not come: started if it never was, failed if it ended.

And those whose run was published, but ended before that was said: it is said now.
"""

from datetime import datetime

from didit360.log import logger
from media.data import fingerprints, jobs, publishing, records, runs, storage
from media.domain.jobs import State
from media.domain.rejections import reason

MOST = 200
"""Uploads looked at in one call, the longest waiting first."""


def sweep(before: datetime) -> int:
    """Uploads that arrived before `before` and whose execution is not running; how many."""
    mended = 0
    for row in records.under_way(before, MOST):
        job = jobs.job_of(row)
        match runs.status(job.run_id):
            case runs.RUNNING:
                continue
            case _ if row.state == State.READY:
                logger().warning("published without a word", run_id=job.run_id)
                publishing.say_again(job)
            case None:
                logger().warning("never started", run_id=job.run_id)
                runs.start(job)
            case status:
                # Nobody was there to tell the artist: the step that does it failed, or was stopped.
                logger().error("ended without a word", run_id=job.run_id, status=status)
                if jobs.failed(job, reason(status, "")):
                    storage.delete_run(job.media_id, job.run_id)
                    fingerprints.forget(job.media_id, job.run_id)
        mended += 1
    return mended
