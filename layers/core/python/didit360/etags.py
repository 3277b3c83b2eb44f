"""ETag and If-Match, for what two may edit at once: the tag is the thing's revision."""

from http import HTTPStatus
from typing import TypeVar

from aws_lambda_powertools.event_handler import Response

from didit360.http import Model
from didit360.problems import PreconditionFailed

Body = TypeVar("Body", bound=Model)


def with_etag(body: Body, revision: int, *, status: HTTPStatus = HTTPStatus.OK) -> Response[Body]:
    """The answer with the revision as ETag; kept by no cache."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=body,
        headers={"ETag": _etag(revision), "Cache-Control": "private, no-store"},
    )


def must_match(if_match: str | None, revision: int) -> None:
    """PreconditionFailed (412) if the client edits another revision than the stored one."""
    if if_match is None or if_match.strip() == "*":
        return
    if _etag(revision) not in {tag.strip() for tag in if_match.split(",")}:
        raise PreconditionFailed("It was changed meanwhile: read it again, then edit.")


def _etag(revision: int) -> str:
    return f'"{revision}"'
