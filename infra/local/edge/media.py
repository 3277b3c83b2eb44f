"""Serves the streams bucket as the CloudFront distribution does: /media/ to whoever holds a valid
grant, /images/ to everybody.
"""

import re
import time
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, web
from multidict import CIMultiDict
from yarl import URL

from infra.local.edge import origin_access, signed_access
from infra.local.edge.keys import TrustedKeys
from infra.local.edge.problems import problem
from infra.local.edge.settings import Outputs

_KEY = re.compile(r"(media|images)(/[A-Za-z0-9][A-Za-z0-9._-]*)+")
_ASKED = ("Range", "If-Range", "If-None-Match", "If-Match", "If-Modified-Since")
_TOLD = (
    "Content-Type",
    "Content-Length",
    "Content-Range",
    "Content-Disposition",
    "Content-Encoding",
    "Accept-Ranges",
    "Cache-Control",
    "ETag",
    "Last-Modified",
)
_EXPOSED = "Accept-Ranges, Content-Length, Content-Range, ETag"
_NO_STORE = {"Cache-Control": "no-store"}
_FOR_ALL = {"Access-Control-Allow-Origin": "*"}


async def serve(
    request: web.Request,
    engine: ClientSession,
    endpoint: str,
    outputs: Outputs,
    keys: TrustedKeys,
) -> web.StreamResponse:
    """Answer one viewer request under /media/."""
    cors = _cors(request.headers.get("Origin"), outputs.cors_origins)
    if request.method not in {"GET", "HEAD"}:
        # CloudFront's answer, to a preflight too: it has no cookies, so it has no grant.
        return problem(HTTPStatus.FORBIDDEN, "Media can only be read.", headers=cors)
    try:
        await _authorize(request, outputs, keys)
    except signed_access.DeniedError as denied:
        # A refusal must not outlive the moment: the next grant opens the same URL.
        return problem(HTTPStatus.FORBIDDEN, str(denied), headers=cors | _NO_STORE)
    return await _fetched(request, engine, endpoint, outputs, cors)


async def serve_image(
    request: web.Request, engine: ClientSession, endpoint: str, outputs: Outputs
) -> web.StreamResponse:
    """Answer one viewer request under /images/: no grant is asked for."""
    if request.method not in {"GET", "HEAD"}:
        return problem(HTTPStatus.FORBIDDEN, "Pictures can only be read.", headers=_FOR_ALL)
    return await _fetched(request, engine, endpoint, outputs, _FOR_ALL)


async def _fetched(
    request: web.Request,
    engine: ClientSession,
    endpoint: str,
    outputs: Outputs,
    cors: dict[str, str],
) -> web.StreamResponse:
    key = request.rel_url.raw_path.lstrip("/")
    if not _KEY.fullmatch(key):
        return _absent(cors)
    headers = {name: request.headers[name] for name in _ASKED if name in request.headers}
    url = URL(f"{endpoint}/{outputs.streams_bucket}/{key}", encoded=True)
    headers |= origin_access.sign(request.method, str(url), outputs.region)
    try:
        async with engine.request(request.method, url, headers=headers) as upstream:
            return await _answer(request, upstream, cors)
    except (ClientError, TimeoutError):
        return problem(HTTPStatus.BAD_GATEWAY, "The storage did not answer.", headers=cors)


async def _authorize(request: web.Request, outputs: Outputs, keys: TrustedKeys) -> None:
    credentials = signed_access.presented(request.headers.get("Cookie", ""), request.query)
    pem = await keys.get(credentials.key_pair_id, outputs.public_key_prefix)
    if pem is None:
        raise signed_access.DeniedError("The grant's key is not trusted.")
    policy = signed_access.verify(credentials, pem)
    # The distribution has one name: what a viewer puts into Host opens nothing.
    unsigned = request.rel_url.without_query_params(*signed_access.QUERY)
    url = f"{outputs.public_url}{unsigned.raw_path_qs}"
    policy.check(url, time.time(), request.remote or "127.0.0.1")


async def _answer(
    request: web.Request, upstream: ClientResponse, cors: dict[str, str]
) -> web.StreamResponse:
    if upstream.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return _absent(cors)
    if upstream.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        sizes = {"Content-Range": upstream.headers.get("Content-Range", "bytes */*")}
        return problem(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "The range lies outside the file.",
            headers=sizes | cors,
        )
    if upstream.status >= HTTPStatus.BAD_REQUEST:
        return problem(HTTPStatus.BAD_GATEWAY, "The storage did not answer.", headers=cors)
    headers = CIMultiDict(
        {name: upstream.headers[name] for name in _TOLD if name in upstream.headers} | cors
    )
    headers["X-Content-Type-Options"] = "nosniff"
    response = web.StreamResponse(status=upstream.status, headers=headers)
    await response.prepare(request)
    if request.method == "GET":
        async for piece in upstream.content.iter_any():
            await response.write(piece)
    await response.write_eof()
    return response


def _absent(cors: dict[str, str]) -> web.Response:
    return problem(HTTPStatus.NOT_FOUND, "There is no such file.", headers=cors | _NO_STORE)


def _cors(origin: str | None, allowed: frozenset[str]) -> dict[str, str]:
    if origin is None or origin not in allowed:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": _EXPOSED,
    }
