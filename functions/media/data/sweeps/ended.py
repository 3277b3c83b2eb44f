"""Rows that have come to their end: replaced runs, and grants that were never used."""

from datetime import datetime

from media.data import ends, fingerprints, storage


def sweep(at: datetime) -> int:
    """Objects first, then the row that knows of them: whatever stops half-way is done next time."""
    swept = 0
    for retired in ends.ended(at):
        if retired.multipart_id:
            storage.abort_upload(retired.object_key, retired.multipart_id)
        for run_id in retired.runs:
            storage.delete_run(retired.media_id, run_id)
            fingerprints.forget(retired.media_id, run_id)
        for version in retired.versions:
            storage.delete_original(storage.originals(), retired.object_key, version)
        ends.forget(retired)
        swept += 1
    return swept
