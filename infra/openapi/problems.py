"""The problems of an operation as its document says them: a response for each status, by codes.

The codes stand in `x-problem-codes`, and each has an example. The schema stays `Problem`, whatever
the codes are, and its `type` is no enum: clients that were made from an enum fail at a value that
is new to them, so that every code that joins one would break apps that are out there, and
infra.openapi.changes would say so. An unknown code is to be read as its status.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from didit360.http import MAX_BODY_BYTES
from didit360.limits import BUDGETS
from infra.openapi.problem_classes import Answer
from infra.openapi.problem_members import MEMBERS

MEDIA = "application/problem+json"
CODES = "x-problem-codes"
URN = "urn:didit360:problem:"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details: what went wrong, as a code and a sentence.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "pattern": f"^{URN}[a-z0-9-]+$",
            "description": "What went wrong, for programs. Each operation says which there are "
            "(`x-problem-codes`), and may have more one day: read what you do not know as its "
            "status.",
        },
        "title": {"type": "string", "description": "the status in words"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "a sentence for people"},
        **MEMBERS,
    },
}

_RETRY_AFTER = {
    "description": "Whole seconds until it is worth trying again.",
    "schema": {"type": "integer", "minimum": 0},
}
_SPANS = {60: "a minute", 3600: "an hour", 86_400: "a day"}
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
"""The statuses that come with it."""

INVALID = Answer(
    422, "invalid", "The request does not have the form this operation takes.", ("errors",)
)
"""What the validation of parameters and bodies answers (didit360.http)."""

_UNAUTHENTICATED = Answer(
    401, "unauthenticated", "Sign in: the token is absent or expired.", ("request_id",)
)
_THROTTLED = Answer(429, "too-many-requests", "That is too much at once. Try again in a while.")
_FAILED = (
    Answer(500, "internal", "Something went wrong on our side. Try again.", ("request_id",)),
    Answer(504, "timeout", "The answer took too long. Try again.", ("request_id",)),
)

FRONT = (
    Answer(400, "bad-request", "The request cannot be understood."),
    Answer(403, "forbidden", "You may not do this."),
    Answer(404, "not-found", "There is no such operation."),
    Answer(413, "content-too-large", "The request is too large."),
    Answer(414, "request-uri-too-long", "The path is too long."),
    _UNAUTHENTICATED,
    _THROTTLED,
    *_FAILED,
)
"""What the gateway may answer in place of any operation."""

_SHARED: dict[str, tuple[Answer, str]] = {
    "BadCursor": (
        Answer(400, "bad-cursor", "The cursor is not one that this list gave out."),
        "The cursor is none of this list's.",
    ),
    "BadKey": (
        Answer(400, "bad-request", "Idempotency-Key is 1 to 255 visible ASCII characters."),
        "The Idempotency-Key is malformed.",
    ),
    "Unauthenticated": (_UNAUTHENTICATED, "No valid ID token."),
    "Erased": (
        Answer(410, "erased", "This account was erased, or is being erased."),
        "The caller's account was erased, or is being erased.",
    ),
    "ChangedMeanwhile": (
        Answer(412, "changed-meanwhile", "It was changed meanwhile: read it again, then edit."),
        "Another revision than If-Match names: read it again, then edit.",
    ),
    "TooLarge": (
        Answer(413, "content-too-large", f"A body has at most {MAX_BODY_BYTES} bytes."),
        "The body is larger than is taken.",
    ),
    "NotJson": (
        Answer(415, "unsupported-media-type", "A body is application/json, not text/plain."),
        "The body is no JSON.",
    ),
    "Invalid": (INVALID, "The request has not the form: `errors` says what is wrong where."),
    "Throttled": (_THROTTLED, "Too much at once, of everybody together."),
    "Unavailable": (
        Answer(503, "unavailable", "That cannot be looked up right now. Try again in a while."),
        "Something that this needs does not answer. Try again soon.",
    ),
}
"""Responses that are the same wherever they are: of one code alone, and what they are."""

Response = dict[str, Any]


def shared() -> dict[str, Response]:
    """`components/responses`: those that operations refer to."""
    known = {name: _response([answer], lead=said) for name, (answer, said) in _SHARED.items()}
    return known | {"Failed": _response(_FAILED, lead="Our fault. Try again.")}


def responses(
    answers: Iterable[Answer], *, public: bool, limits: Iterable[str]
) -> dict[str, Response]:
    """By status: what is answered when it is not what was asked for."""
    found = {*answers, _THROTTLED} | (set() if public else {_UNAUTHENTICATED})
    by_status: dict[int, list[Answer]] = {}
    for answer in sorted(found, key=_best_example_first):
        by_status.setdefault(answer.status, []).append(answer)
    said = {str(status): _one(of, sorted(limits)) for status, of in by_status.items()}
    return said | {"5XX": _ref("Failed")}


def _best_example_first(answer: Answer) -> tuple[int, str, int, str]:
    return answer.status, answer.code, -len(answer.members), answer.says


def _one(answers: list[Answer], limits: list[str]) -> Response:
    if limits and answers[0].status == HTTPStatus.TOO_MANY_REQUESTS:
        named = " and ".join(_budget(limit) for limit in limits)
        lead = f"Above the limit {named}, or too much of everybody together."
        said = [answer for answer in answers if answer.members]
        return _response(said, lead=lead, samples={"limit": limits[0]})
    codes = {(answer.status, answer.code) for answer in answers}
    for name, (answer, _) in _SHARED.items():
        if codes == {(answer.status, answer.code)} and _alike(answers, answer):
            return _ref(name)
    return _response(answers)


def _budget(limit: str) -> str:
    """A limit and how much it is, in any stretch of that length."""
    budget = {str(name): one for name, one in BUDGETS.items()}[limit]
    span = _SPANS[budget.seconds]
    return f"`{limit}` ({budget.person} {span} of one person, {budget.address} of one address)"


def _alike(answers: list[Answer], shared_one: Answer) -> bool:
    """422 `invalid` is said of bodies that are nested too deep, too: that takes its own words."""
    return shared_one is not INVALID or answers == [INVALID]


def _ref(name: str) -> Response:
    return {"$ref": f"#/components/responses/{name}"}


def _response(
    answers: Iterable[Answer], *, lead: str = "", samples: dict[str, Any] | None = None
) -> Response:
    """A response and its codes; `lead`: what is said ahead of them, or of the only one."""
    by_code: dict[str, list[Answer]] = {}
    for answer in answers:
        by_code.setdefault(answer.code, []).append(answer)
    said: Response = {"description": _description(by_code, lead), CODES: list(by_code)}
    if any(one.status in _LATER for of in by_code.values() for one in of):
        said["headers"] = {"Retry-After": _RETRY_AFTER}
    said["content"] = {
        MEDIA: {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": {
                code: {"value": _example(of[0], samples or {})} for code, of in by_code.items()
            },
        }
    }
    return said


def _description(by_code: dict[str, list[Answer]], lead: str) -> str:
    if lead and len(by_code) == 1:
        return f"`{next(iter(by_code))}`: {lead}"
    lines = [f"`{code}`: {_said(of)}" for code, of in by_code.items()]
    if not lead and len(lines) == 1:
        return lines[0]
    return "\n".join([*([lead, ""] if lead else []), *(f"- {line}" for line in lines)])


def _said(answers: list[Answer]) -> str:
    sentences = dict.fromkeys(answer.says for answer in answers if answer.says)
    members = dict.fromkeys(member for answer in answers for member in answer.members)
    said = " Or: ".join(sentences) or HTTPStatus(answers[0].status).phrase + "."
    told = [member for member in members if member != "request_id"]
    return said + (f" Says {', '.join(f'`{one}`' for one in told)}." if told else "")


def _example(answer: Answer, samples: dict[str, Any]) -> dict[str, Any]:
    members = {name: samples.get(name, MEMBERS[name]["examples"][0]) for name in answer.members}
    status = HTTPStatus(answer.status)
    return {
        "type": f"{URN}{answer.code}",
        "title": status.phrase,
        "status": answer.status,
        "detail": answer.says or f"{status.phrase}.",
    } | members
