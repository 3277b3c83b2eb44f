"""Answers that say what went wrong, as RFC 9457 `application/problem+json`."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web


def problem(
    status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A problem document with the status's own phrase as its title."""
    body = {
        "type": "about:blank",
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
