"""The HTTP side of every operation: `app = api()`, one route, `handler = app.handler`.

Powertools' REST resolver with validation, and around it what each operation shares:
problem documents for everything that fails, a bound on the body, CORS, and replay of unsafe
POSTs by `Idempotency-Key`. (A line for each request is the API's access log, not ours.)
"""

import json
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict

from didit360 import settings
from didit360.log import logger
from didit360.problems import (
    ContentTooLarge,
    Problem,
    Unprocessable,
    UnsupportedMediaType,
    document,
)

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from didit360.idempotency import Answer

MAX_BODY_BYTES = 64 * 1024
"""No operation takes more: media goes to S3 directly, never through a function."""

JSON, PROBLEM = "application/json", "application/problem+json"


class Model(BaseModel):
    """A body of the API. Unknown fields are refused, so that a typing error is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Api(APIGatewayRestResolver):
    """One operation's resolver. `safe` says that its POST changes nothing worth replaying."""

    def __init__(self, *, safe: bool = False) -> None:
        super().__init__(enable_validation=True, cors=_cors())
        self.safe = safe
        self.exception_handler(Problem)(_problem)
        self.exception_handler(RequestValidationError)(_invalid)
        self.exception_handler(NotFoundError)(_no_route)
        self.exception_handler(ServiceError)(_service_error)

    def handler(self, event: dict[str, Any], context: "LambdaContext") -> "Answer":
        """The Lambda handler."""
        request_id = event.get("requestContext", {}).get("requestId")
        logger().append_keys(request_id=request_id)
        try:
            answer = self._answer(event, context)
        except Exception:  # noqa: BLE001  logged in full; the caller must not read it
            logger().exception("unhandled")
            answer = self._failed(
                event,
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong on our side. Try again; if it stays, tell us the request id.",
                request_id,
            )
        answer["body"] = answer.get("body") or ""  # a 204 too: text is what every gateway takes
        return answer

    def _answer(self, event: dict[str, Any], context: "LambdaContext") -> "Answer":
        if len((event.get("body") or "").encode()) > MAX_BODY_BYTES:
            too_large = ContentTooLarge(f"A body has at most {MAX_BODY_BYTES} bytes.")
            return self._failed(event, too_large.status, too_large.code, too_large.detail)
        if (unreadable := _unreadable(event)) is not None:
            return self._failed(event, unreadable.status, unreadable.code, unreadable.detail)
        if self.safe or event.get("httpMethod") != "POST":
            return self.resolve(event, context)

        from didit360.idempotency import KEY_HEADER, header, once

        key = header(event, KEY_HEADER)
        if key is None:
            return self.resolve(event, context)
        try:
            return once(key, event, context, self.resolve)
        except Problem as problem:
            return self._failed(event, problem.status, problem.code, problem.detail)

    def _failed(
        self,
        event: dict[str, Any],
        status: int,
        code: str,
        detail: str,
        request_id: str | None = None,
    ) -> "Answer":
        headers = {"Content-Type": [PROBLEM]}
        if self._cors is not None:
            origin = (event.get("headers") or {}).get("origin")
            headers |= {name: [value] for name, value in self._cors.to_dict(origin).items()}
        extra = {"request_id": request_id} if request_id else None
        return {
            "statusCode": int(status),
            "multiValueHeaders": headers,
            "body": json.dumps(document(status, code, detail, extra)),
            "isBase64Encoded": False,
        }


def api(*, safe: bool = False) -> Api:
    """A new operation."""
    return Api(safe=safe)


def before_snapshot(load: Callable[[], object]) -> None:
    """Have Lambda SnapStart run `load` before it takes its snapshot.

    What an operation imports only when first needed is then in the snapshot; elsewhere
    (no SnapStart) nothing happens.
    """
    try:
        from snapshot_restore_py import register_before_snapshot
    except ImportError:
        return
    register_before_snapshot(load)


def _unreadable(event: dict[str, Any]) -> Problem | None:
    """What is wrong with a body before its form is: what Powertools would fail at itself."""
    body = event.get("body")
    if not body:
        return None
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    kind = (headers.get("content-type") or JSON).partition(";")[0].strip()
    if kind != JSON:
        return UnsupportedMediaType(f"A body is {JSON}, not {kind[:100]}.")
    try:
        json.loads(body)
    except json.JSONDecodeError:
        return None  # told with the place, by the validation
    except (RecursionError, ValueError):
        return Unprocessable("The body is nested too deep, or has a number that is too long.")
    return None


def _cors() -> CORSConfig | None:
    origins = settings.allowed_origins()
    if not origins:
        return None
    return CORSConfig(
        allow_origin=origins[0],
        extra_origins=origins[1:],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match"],
        expose_headers=["ETag", "Location", "Retry-After"],
        allow_credentials=True,
    )


def _problem(problem: Problem) -> Response[str]:
    answer = _response(problem.status, problem.code, problem.detail, problem.extra)
    answer.headers.update(problem.headers)
    return answer


def _invalid(error: RequestValidationError) -> Response[str]:
    errors = [{"at": _place(found["loc"]), "why": _why(found["msg"])} for found in error.errors()]
    detail = "The request does not have the form this operation takes."
    return _response(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail, {"errors": errors})


def _place(steps: Iterable[str | int]) -> str:
    """Where, as the sender knows it: not which of several forms pydantic tried there."""
    return "/".join(str(step) for step in steps if not re.search(r"[\[(<]", str(step)))


def _why(text: str) -> str:
    """In the sender's words: a value is `'artist'` to them, whatever it is called here."""
    return re.sub(r"<\w+\.\w+: ('[^']*')>", r"\1", text.removeprefix("Value error, "))


def _no_route(_: NotFoundError) -> Response[str]:
    return _response(HTTPStatus.NOT_FOUND, "not-found", "There is no such operation.", {})


def _service_error(error: ServiceError) -> Response[str]:
    return _response(error.status_code, "bad-request", str(error.msg), {})


def _response(status: int, code: str, detail: str, extra: dict[str, Any]) -> Response[str]:
    body = json.dumps(document(status, code, detail, extra))
    return Response(status_code=int(status), content_type=PROBLEM, body=body)
