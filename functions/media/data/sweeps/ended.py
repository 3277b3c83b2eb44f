"""Rows that have come to their end: replaced runs, and grants that were never used."""

from datetime import datetime
from itertools import islice

from media.data import ends, fingerprints, storage
from media.data.ends import Retired
from media.data.sweeps.each import each

MOST = 500
"""Rows that are dropped in one call."""


def sweep(at: datetime) -> int:
    """Drop what ended by `at`; how many."""
    swept, failed = each(islice(ends.ended(at), MOST), _drop)
    if failed:
        raise failed
    return swept


def _drop(retired: Retired) -> bool:
    """Objects first, then the row that knows of them: whatever stops half-way is done next time."""
    if retired.multipart_id:
        storage.abort_upload(retired.object_key, retired.multipart_id)
    for run_id in retired.runs:
        storage.delete_run(retired.media_id, run_id)
        fingerprints.forget(retired.media_id, run_id)
    for version in retired.versions:
        storage.delete_original(storage.originals(), retired.object_key, version)
    ends.forget(retired)
    return True
