"""Why a part of a run cannot succeed, left where the failing run finds it.

A distributed map tells its workflow only that too many of its children failed
(States.ExceedToleratedFailureThreshold). Whoever raises what is never tried again leaves a note of
it in the run's scratch; the step Fail believes the note.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from didit360.clients import client
from didit360.log import logger
from media.data import storage
from media.data.ffmpeg import ToolTimedOut
from media.data.storage import OriginalGone
from media.domain.jobs import Job, Superseded
from media.domain.rejections import Misplaced, Rejected

NEVER_AGAIN = (Rejected, Superseded, OriginalGone, ToolTimedOut, Misplaced)
"""What the workflow does not try again (infra/cdk/stacks/transcode.py)."""
_NAME = "failure.json"


@contextmanager
def noted(job: Job) -> Iterator[None]:
    """Leave a note of an exception that is never tried again, and let it go on."""
    try:
        yield
    except NEVER_AGAIN as error:
        try:
            storage.put_json(job, _NAME, {"error": type(error).__name__, "cause": str(error)})
        except (BotoCoreError, ClientError):
            logger().exception("no note left", run_id=job.run_id)
        raise


def read(job: Job) -> tuple[str, str] | None:
    """The error's name and its cause, if a part of the run left a note."""
    s3 = client("s3")
    try:
        kept = s3.get_object(Bucket=storage.streams(), Key=job.work_prefix + _NAME)["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    note = json.loads(kept)
    return note["error"], note["cause"]
