"""Answers that say what went wrong, as RFC 9457 `application/problem+json`."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

_CODES = {
    HTTPStatus.UNAUTHORIZED: "unauthenticated",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "content-too-large",
}
"""Where the code of didit360.problems is not the status's own phrase."""


def _named(status: HTTPStatus) -> str:
    return status.phrase.lower().replace(" ", "-")


def problem(
    status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A problem document with the status's own phrase as its title."""
    body = {
        "type": f"urn:didit360:problem:{_CODES.get(status, _named(status))}",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
    }
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        content_type="application/problem+json",
        headers=headers,
    )
