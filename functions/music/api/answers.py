"""Answers that carry the track's ETag, its revision: what If-Match is compared with."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.problems import PreconditionFailed
from music.api.views import TrackView


def with_etag(body: TrackView, revision: int) -> Response[TrackView]:
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/json",
        body=body,
        headers={"ETag": _etag(revision), "Cache-Control": "private, no-store"},
    )


def must_match(if_match: str | None, revision: int) -> None:
    """PreconditionFailed (412) if the client edits another revision than the stored one."""
    if if_match is None or if_match.strip() == "*":
        return
    if _etag(revision) not in {tag.strip() for tag in if_match.split(",")}:
        raise PreconditionFailed("The track was changed meanwhile: read it again, then edit.")


def _etag(revision: int) -> str:
    return f'"{revision}"'
