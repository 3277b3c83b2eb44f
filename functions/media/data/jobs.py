"""Uploads and their runs, in the media table: every change is conditional on the run it is about.

Files of one media id are ordered by upload id (a grant given later sorts later), versions of one
upload by S3's sequencer; the latest wins, whatever order their events come in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.playback import GRANT_SECONDS
from media.domain.jobs import Job, OriginalKey, State, Superseded, ordered, percent_of, run_id_of

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from media.data.rows import UploadRow

RETIRING = "yes"
KEPT_AFTER = timedelta(seconds=GRANT_SECONDS, hours=1)
"""Whoever got a playback grant for a run just before it was replaced hears it to the end."""
_ALIVE = (State.UPLOADED, State.PROCESSING, State.READY)


class NotGrantedError(LookupError):
    """No row for an object: its track was deleted, or its grant has run out."""


@dataclass(frozen=True, slots=True)
class Retired:
    """What goes with a row that has come to its end."""

    media_id: str
    upload_id: str
    owner_id: str
    object_key: str
    versions: tuple[str, ...]
    runs: tuple[str, ...]
    multipart_id: str | None


def accept(key: OriginalKey, bucket: str, version_id: str, sequencer: str, size: int) -> Job | None:
    """Take an object version as its upload's newest; the job to start, or None if there is none.

    The same version may be told of twice: until its run has begun, it gives the same job again.
    An older version, or one of an older upload than one that has arrived, changes nothing.
    Raises NotGrantedError.
    """
    row = _row(key.media_id, key.upload_id)
    if row is None or row.owner_id != key.owner_id:
        raise NotGrantedError(key.upload_id)
    run_id = run_id_of(key.upload_id, version_id)
    job = Job(
        media_id=key.media_id,
        upload_id=key.upload_id,
        run_id=run_id,
        owner_id=key.owner_id,
        kind=row.kind,
        bucket=bucket,
        key=row.object_key,
        version_id=version_id,
        size=size,
    )
    if row.run_id == run_id:
        return job if row.state == State.UPLOADED else None
    if any(r.upload_id > key.upload_id and r.state in _ALIVE for r in _uploads(key.media_id)):
        row.object_version = version_id
        _retire(row, now())
        return None
    Row = type(row)  # noqa: N806  a class
    # Kept aside: an update reads the row's new self back into it.
    before, before_version = row.run_id, row.object_version
    order = ordered(sequencer)
    newest = Row.sequencer.does_not_exist() | (Row.sequencer < order)
    updated = _update(
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
            *(attribute.remove() for attribute in (Row.retiring, Row.retire_at, Row.reason)),
        ],
        Row.media_id.exists() & newest,
    )
    if not updated:
        if _row(key.media_id, key.upload_id) is None:
            raise NotGrantedError(key.upload_id)
        return None
    if before and before != row.published_run:
        _leave_behind(row, before, before_version)
    return job


def uploaded(job: Job) -> None:
    """Say that a file has arrived (media_uploaded)."""
    row = _row(job.media_id, job.upload_id)
    if row is not None and row.run_id == job.run_id:
        at = row.uploaded_at
        events.publish("media_uploaded", {**_about(row), "size": job.size, "uploaded_at": at})


def start(job: Job, chunks: int) -> None:
    """The run has a plan of `chunks` parts. Raises Superseded if it is no longer wanted."""
    Row = _model()  # noqa: N806
    row = Row(job.media_id, job.upload_id)
    set_out = [Row.state.set(State.PROCESSING), Row.chunks.set(chunks)]
    under_way = Row.state.is_in(State.UPLOADED, State.PROCESSING)
    if not _update(row, set_out, (Row.run_id == job.run_id) & under_way):
        raise Superseded(job.run_id)


def progress(job: Job, chunk_index: int, fraction: float, stage: str = "encode") -> bool:
    """A chunk is at `fraction` (0 to 1). The percentage only grows, and each step of it is told.

    False: the run is no longer wanted, and its work may stop.
    """
    Row = _model()  # noqa: N806
    row = Row(job.media_id, job.upload_id)
    mine = (Row.run_id == job.run_id) & Row.state.is_in(State.UPLOADED, State.PROCESSING)
    share = round(min(max(fraction, 0.0), 1.0), 3)
    came = [
        Row.state.set(State.PROCESSING),
        Row.chunk_progress[str(chunk_index)].set(share),
    ]
    if not _update(row, came, mine):
        return False
    percent = percent_of(_shares(row), int(row.chunks or 1))
    if percent > int(row.percent or 0):
        further = Row.percent.does_not_exist() | (Row.percent < percent)
        if _update(row, [Row.percent.set(percent)], mine & further):
            detail = {**_about(row), "percent": percent, "stage": stage}
            events.publish("media_progressed", detail)
    return True


def ready(job: Job) -> dict[str, Any] | None:
    """Make the run what listeners hear: what media_ready says of it besides the stream itself.

    None if a newer file took its place or its row is gone. Repeating it gives the same answer.
    """
    Row = _model()  # noqa: N806
    rows = {row.upload_id: row for row in _uploads(job.media_id)}
    row = rows.pop(job.upload_id, None)
    if row is None or row.run_id != job.run_id:
        return None
    if any(r.upload_id > job.upload_id and r.published_run for r in rows.values()):
        _retire(row, now())
        return None
    before, version = row.published_run, row.published_version
    if before != job.run_id:
        published = [
            Row.state.set(State.READY),
            Row.percent.set(100),
            Row.published_run.set(job.run_id),
            Row.published_version.set(job.version_id),
            Row.published_at.set(rfc3339(now())),
        ]
        in_time = Row.state.is_in(State.UPLOADED, State.PROCESSING)
        if before:
            # First, so that no failure between the two leaves a run that nobody will remove.
            _leave_behind(row, before, version, KEPT_AFTER)
        if not _update(row, published, (Row.run_id == job.run_id) & in_time):
            return None
    return {**_about(row), "run_id": job.run_id, "published_at": row.published_at}


def retire_older(job: Job) -> None:
    """Set an end for all earlier uploads of the same media, once this one is what is heard."""
    for row in _uploads(job.media_id):
        if row.upload_id < job.upload_id and not row.retiring and row.state != State.GRANTED:
            _retire(row, now() + KEPT_AFTER if row.published_run else now())


def failed(job: Job, reason: dict[str, str]) -> bool:
    """End the run with a reason, and say so; False if it was not this run's to say."""
    Row = _model()  # noqa: N806
    row = Row(job.media_id, job.upload_id)
    # A repeated call finds it failed already, and says so once more.
    open_to_it = Row.state.is_in(State.UPLOADED, State.PROCESSING, State.FAILED)
    ended = [Row.state.set(State.FAILED), Row.reason.set(reason)]
    if not _update(row, ended, (Row.run_id == job.run_id) & open_to_it):
        return False
    events.publish("media_failed", {**_about(row), "reason": reason})
    return True


def is_heard(job: Job) -> bool:
    """Whether this very run is what listeners get: its objects must stay."""
    row = _row(job.media_id, job.upload_id)
    return row is not None and row.published_run == job.run_id


def ended(at: datetime) -> Iterable[Retired]:
    """What has come to its end by `at`."""
    Row = _model()  # noqa: N806
    for row in Row.by_end.query(RETIRING, Row.retire_at <= rfc3339(at)):
        yield _retired(row)


def forget(retired: Retired) -> None:
    """Drop a row whose objects are gone, unless it has come back to life."""
    from pynamodb.exceptions import DeleteError

    Row = _model()  # noqa: N806
    try:
        Row(retired.media_id, retired.upload_id).delete(Row.retiring == RETIRING)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def release(media_id: str) -> list[Retired]:
    """Drop every row of a media id; what went with them."""
    rows = list(_model().query(media_id, consistent_read=True))
    for row in rows:
        row.delete()
    return [_retired(row) for row in rows]


def _model() -> "type[UploadRow]":
    from media.data.rows import UploadRow

    return UploadRow


def _row(media_id: str, upload_id: str) -> "UploadRow | None":
    Row = _model()  # noqa: N806
    try:
        return Row.get(media_id, upload_id, consistent_read=True)
    except Row.DoesNotExist:
        return None


def _uploads(media_id: str) -> "list[UploadRow]":
    return list(_model().query(media_id, consistent_read=True))


def _update(row: "UploadRow", actions: "Sequence[Action]", condition: "Condition") -> bool:
    """Write, and read back the whole row; False if the condition did not hold."""
    from pynamodb.exceptions import UpdateError

    try:
        row.update(actions=list(actions), condition=condition)
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def _retire(row: "UploadRow", at: datetime) -> None:
    Row = type(row)  # noqa: N806
    _update(
        row,
        [
            Row.state.set(State.SUPERSEDED),
            Row.retiring.set(RETIRING),
            Row.retire_at.set(rfc3339(at)),
            *([Row.object_version.set(row.object_version)] if row.object_version else []),
        ],
        Row.media_id.exists(),
    )


def _leave_behind(
    row: "UploadRow", run_id: str, version: str | None, kept: timedelta = timedelta(0)
) -> None:
    """A row of its own for a run that a newer version of the same upload replaces."""
    type(row)(
        row.media_id,
        run_id,
        product=row.product,
        owner_id=row.owner_id,
        kind=row.kind,
        object_key=row.object_key,
        size=row.size,
        state=State.SUPERSEDED,
        object_version=version,
        run_id=run_id,
        retiring=RETIRING,
        retire_at=rfc3339(now() + kept),
    ).save()


def _retired(row: "UploadRow") -> Retired:
    return Retired(
        media_id=row.media_id,
        upload_id=row.upload_id,
        owner_id=row.owner_id,
        object_key=row.object_key,
        versions=tuple(filter(None, {row.object_version, row.published_version})),
        runs=tuple(filter(None, {row.run_id, row.published_run})),
        multipart_id=row.multipart_id if row.state == State.GRANTED else None,
    )


def _about(row: "UploadRow") -> dict[str, Any]:
    return {
        "media_id": row.media_id,
        "upload_id": row.upload_id,
        "product": row.product,
        "owner_id": row.owner_id,
    }


def _shares(row: "UploadRow") -> dict[str, float]:
    shares = row.chunk_progress.as_dict() if row.chunk_progress else {}
    return {name: float(share) for name, share in shares.items()}
