"""Uploads and their runs, in the media table: every change is conditional on the run it is about.

Files of one media id are ordered by upload id (a grant given later sorts later), versions of one
upload by S3's sequencer; the latest wins, whatever order their events come in.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from didit360 import events
from didit360.clock import now, rfc3339
from media.data import ends, records, storage
from media.domain.jobs import Job, OriginalKey, State, ordered, run_id_of

if TYPE_CHECKING:
    from media.data.rows import UploadRow

_ALIVE = (State.UPLOADED, State.PROCESSING, State.READY)


class NotGrantedError(LookupError):
    """No row for an object: its track was deleted, or its grant has run out."""


def accept(key: OriginalKey, version_id: str, sequencer: str, size: int) -> Job | None:
    """Take an object version as its upload's newest; the job to start, or None if there is none.

    The same version may be told of twice: until its run has begun, it gives the same job again.
    An older version, or one of an older upload than one that has arrived, changes nothing.
    Raises NotGrantedError.
    """
    row = records.row(key.media_id, key.upload_id)
    if row is None or row.owner_id != key.owner_id:
        raise NotGrantedError(key.upload_id)
    run_id = run_id_of(key.upload_id, version_id)
    if row.run_id == run_id:
        return job_of(row) if row.state == State.UPLOADED else None
    if any(
        r.upload_id > key.upload_id and r.state in _ALIVE for r in records.uploads(key.media_id)
    ):
        row.object_version = version_id
        ends.retire(row, now())
        return None
    Row = type(row)  # noqa: N806  a class
    # Kept aside: an update reads the row's new self back into it.
    before, before_version = row.run_id, row.object_version
    order = ordered(sequencer)
    newest = Row.sequencer.does_not_exist() | (Row.sequencer < order)
    updated = records.update(
        row,
        [
            Row.state.set(State.UPLOADED),
            Row.object_version.set(version_id),
            Row.sequencer.set(order),
            Row.run_id.set(run_id),
            Row.size.set(size),
            Row.uploaded_at.set(rfc3339(now())),
            Row.percent.set(0),
            Row.chunk_progress.set({}),
            Row.under_way.set(records.YES),
            *(a.remove() for a in (Row.retiring, Row.retire_at, Row.reason, Row.chunks)),
        ],
        Row.media_id.exists() & newest,
    )
    if not updated:
        if records.row(key.media_id, key.upload_id) is None:
            raise NotGrantedError(key.upload_id)
        return None
    if before and before != row.published_run:
        ends.leave_behind(row, before, before_version)
    return job_of(row)


def job_of(row: "UploadRow") -> Job:
    """The job of an upload whose file has arrived."""
    if row.run_id is None or row.object_version is None:
        raise ValueError(f"no file has arrived for {row.upload_id}")
    return Job(
        media_id=row.media_id,
        upload_id=row.upload_id,
        run_id=row.run_id,
        owner_id=row.owner_id,
        kind=row.kind,
        bucket=storage.originals(),
        key=row.object_key,
        version_id=row.object_version,
        size=int(row.size),
        normalise=bool(row.normalise),
        av1=bool(row.av1),
        follows=row.follows,
    )


def uploaded(job: Job) -> None:
    """Say that a file has arrived (media_uploaded)."""
    row = records.row(job.media_id, job.upload_id)
    if row is not None and row.run_id == job.run_id:
        at = row.uploaded_at
        events.publish(
            "media_uploaded", {**records.about(row), "size": job.size, "uploaded_at": at}
        )


def ready(job: Job, about: Mapping[str, Any]) -> dict[str, Any] | None:
    """Make the run what listeners hear: what media_ready says of it besides what it is `about`.

    The row keeps `about` until `told`. None if a newer file took its place or its row is gone.
    Repeating it gives the same answer.
    """
    Row = records.model()  # noqa: N806
    rows = {row.upload_id: row for row in records.uploads(job.media_id)}
    row = rows.pop(job.upload_id, None)
    if row is None or row.run_id != job.run_id:
        return None
    if any(r.upload_id > job.upload_id and r.published_run for r in rows.values()):
        ends.retire(row, now())
        return None
    before, version = row.published_run, row.published_version
    if before != job.run_id:
        published = [
            Row.state.set(State.READY),
            Row.percent.set(100),
            Row.published_run.set(job.run_id),
            Row.published_version.set(job.version_id),
            Row.published_at.set(rfc3339(now())),
            Row.unsaid.set(dict(about)),
        ]
        if before:
            # First, so that no failure between the two leaves a run that nobody will remove.
            ends.leave_behind(row, before, version, ends.KEPT_AFTER)
        if not records.update(row, published, records.open_to(job)):
            return None
    return {**records.about(row), "run_id": job.run_id, "published_at": row.published_at}


def told(job: Job) -> None:
    """All is said of a run that listeners hear: its upload is under way no more."""
    Row = records.model()  # noqa: N806
    heard = (Row.run_id == job.run_id) & (Row.state == State.READY)
    said = [Row.under_way.remove(), Row.unsaid.remove()]
    records.update(Row(job.media_id, job.upload_id), said, heard)


def retire_older(job: Job) -> None:
    """Set an end for all earlier uploads of the same media, once this one is what is heard."""
    for row in records.uploads(job.media_id):
        if row.upload_id < job.upload_id and not row.retiring and row.state != State.GRANTED:
            ends.retire(row, now() + ends.KEPT_AFTER if row.published_run else now())


def failed(job: Job, reason: dict[str, str]) -> bool:
    """End the run with a reason, and say so; False if it was not this run's to say."""
    Row = records.model()  # noqa: N806
    row = Row(job.media_id, job.upload_id)
    # A repeated call finds it failed already, and says so once more.
    open_to_it = Row.state.is_in(State.UPLOADED, State.PROCESSING, State.FAILED)
    ended = [Row.state.set(State.FAILED), Row.reason.set(reason), Row.under_way.remove()]
    if not records.update(row, ended, (Row.run_id == job.run_id) & open_to_it):
        return False
    events.publish("media_failed", {**records.about(row), "reason": reason})
    return True


def is_heard(job: Job) -> bool:
    """Whether this very run is what listeners get: its objects must stay."""
    row = records.row(job.media_id, job.upload_id)
    return row is not None and row.published_run == job.run_id
