"""What has come to its end: an upload or a run gets a time, and the sweep takes it then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from didit360.clock import now, rfc3339
from didit360.playback import GRANT_SECONDS
from media.data import records
from media.domain.jobs import State

if TYPE_CHECKING:
    from media.data.rows import UploadRow

RETIRING = "yes"
KEPT_AFTER = timedelta(seconds=GRANT_SECONDS, hours=1)
"""Whoever got a playback grant for a run just before it was replaced hears it to the end."""


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


def ended(at: datetime) -> Iterable[Retired]:
    """What has come to its end by `at`."""
    Row = records.model()  # noqa: N806
    for row in Row.by_end.query(RETIRING, Row.retire_at <= rfc3339(at)):
        yield _retired(row)


def forget(retired: Retired) -> None:
    """Drop a row whose objects are gone, unless it has come back to life."""
    from pynamodb.exceptions import DeleteError

    Row = records.model()  # noqa: N806
    try:
        Row(retired.media_id, retired.upload_id).delete(Row.retiring == RETIRING)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def release(media_id: str) -> list[Retired]:
    """Drop every row of a media id; what went with them."""
    rows = list(records.model().query(media_id, consistent_read=True))
    for row in rows:
        row.delete()
    return [_retired(row) for row in rows]


def retire(row: "UploadRow", at: datetime) -> None:
    """Set an end for an upload that a later one has taken the place of."""
    Row = type(row)  # noqa: N806
    records.update(
        row,
        [
            Row.state.set(State.SUPERSEDED),
            Row.retiring.set(RETIRING),
            Row.retire_at.set(rfc3339(at)),
            Row.under_way.remove(),
            *([Row.object_version.set(row.object_version)] if row.object_version else []),
        ],
        Row.media_id.exists(),
    )


def leave_behind(
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
