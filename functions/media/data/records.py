"""Rows of the media table: read consistently, changed only where a condition holds.

PynamoDB is imported when the first row is wanted: steps that keep none start without it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from didit360.clock import rfc3339
from media.domain.jobs import Job, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from media.data.rows import UploadRow

UNDER_WAY = (State.UPLOADED, State.PROCESSING)
YES = "yes"
"""The key of a sparse index's only partition."""


def model() -> "type[UploadRow]":
    from media.data.rows import UploadRow

    return UploadRow


def row(media_id: str, upload_id: str) -> "UploadRow | None":
    Row = model()  # noqa: N806
    try:
        return Row.get(media_id, upload_id, consistent_read=True)
    except Row.DoesNotExist:
        return None


def uploads(media_id: str) -> "list[UploadRow]":
    return list(model().query(media_id, consistent_read=True))


def under_way(before: datetime, most: int) -> "list[UploadRow]":
    """Uploads that arrived before a moment and have not ended, the longest waiting first."""
    Row = model()  # noqa: N806
    return list(Row.by_arrival.query(YES, Row.uploaded_at <= rfc3339(before), limit=most))


def update(row: "UploadRow", actions: "Sequence[Action]", condition: "Condition") -> bool:
    """Write, and read back the whole row; False if the condition did not hold."""
    from pynamodb.exceptions import UpdateError

    try:
        row.update(actions=list(actions), condition=condition)
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def open_to(job: Job) -> "Condition":
    """That the row is this run's, and the run has not ended."""
    Row = model()  # noqa: N806
    condition: Condition = (Row.run_id == job.run_id) & Row.state.is_in(*UNDER_WAY)
    return condition


def about(row: "UploadRow") -> dict[str, Any]:
    """What every event of media says of an upload."""
    return {
        "media_id": row.media_id,
        "upload_id": row.upload_id,
        "product": row.product,
        "owner_id": row.owner_id,
    }
