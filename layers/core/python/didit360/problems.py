"""Everything that can go wrong for a caller, as RFC 9457 problem details."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class Problem(Exception):  # noqa: N818  RFC 9457's own word
    """An answer that is not the one asked for: status, a stable code and a sentence.

    `code` becomes the problem's type, `urn:didit360:problem:<code>`; `detail` is for people.
    """

    status = HTTPStatus.BAD_REQUEST
    code = "bad-request"
    headers: Mapping[str, str] = {}

    def __init__(self, detail: str, *, code: str | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code
        self.extra = extra


class BadRequest(Problem):
    pass


class Unauthenticated(Problem):
    status, code = HTTPStatus.UNAUTHORIZED, "unauthenticated"


class Forbidden(Problem):
    status, code = HTTPStatus.FORBIDDEN, "forbidden"


class NotFound(Problem):
    status, code = HTTPStatus.NOT_FOUND, "not-found"


class Conflict(Problem):
    status, code = HTTPStatus.CONFLICT, "conflict"


class PreconditionFailed(Problem):
    status, code = HTTPStatus.PRECONDITION_FAILED, "changed-meanwhile"


class ContentTooLarge(Problem):
    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "content-too-large"


class UnsupportedMediaType(Problem):
    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"


class Unprocessable(Problem):
    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"


class TooManyRequests(Problem):
    """`retry_after`: whole seconds, the header of that name (RFC 9110 section 10.2.3)."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests"

    def __init__(self, detail: str, *, retry_after: int, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.headers = {"Retry-After": str(retry_after)}


class Unavailable(Problem):
    """Something that this needs does not answer: worth another try soon."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"
    headers: Mapping[str, str] = {"Retry-After": "5"}


def document(
    status: int, code: str, detail: str, extra: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The body of an `application/problem+json` answer."""
    return {
        "type": f"urn:didit360:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **(extra or {}),
    }
