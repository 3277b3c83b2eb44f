"""Hands a product's requests to its REST API in the engine, under API Gateway's limits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, web
from multidict import CIMultiDict
from yarl import URL

from infra.local.edge.attempts import Attempts
from infra.local.edge.problems import problem

LIMIT = 10 * 1024 * 1024
"""API Gateway's own bound on a request body, in bytes."""

LONGEST_PATH = 6 * 1024
"""Bytes of path and query; API Gateway takes 10,240 of them and all header values together."""

_SMALL = 256 * 1024
# RFC 9110 section 7.6.1, and the two that older clients still send.
_HOP_BY_HOP = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
_REPLACED = frozenset({"host", "content-length", "expect", "forwarded"})
_COGNITO = "AWSCognitoIdentityProviderService."
# What a Cognito app client may call without AWS credentials; the rest administers the pool.
_PUBLIC_COGNITO = frozenset(
    [
        "ChangePassword",
        "ConfirmForgotPassword",
        "ConfirmSignUp",
        "ForgotPassword",
        "GetUser",
        "GlobalSignOut",
        "InitiateAuth",
        "ResendConfirmationCode",
        "RespondToAuthChallenge",
        "RevokeToken",
        "SignUp",
    ]
)


# Where a password, a code or somebody's mailbox can be tried.
_ATTEMPTS = frozenset(
    [
        "ConfirmForgotPassword",
        "ConfirmSignUp",
        "ForgotPassword",
        "InitiateAuth",
        "ResendConfirmationCode",
        "SignUp",
    ]
)


_MAILING = frozenset(["ForgotPassword", "ResendConfirmationCode", "SignUp"])


@dataclass(frozen=True)
class Limits:
    """How often one address may have mails sent, and sign up or in at all."""

    mails: Attempts
    sign_ins: Attempts

    def of(self, operation: str) -> Iterator[Attempts]:
        if operation in _MAILING:
            yield self.mails
        if operation in _ATTEMPTS:
            yield self.sign_ins


async def to_product(
    request: web.Request, engine: ClientSession, endpoint: str, api_id: str, stage: str
) -> web.StreamResponse:
    """Pass `/{product}/rest` on as `/rest` of the product's deployed stage."""
    path = request.rel_url.raw_path
    if any(part in {".", ".."} for part in request.path.split("/")):
        return problem(HTTPStatus.NOT_FOUND, "There is nothing at this path.")
    if len(request.raw_path) > LONGEST_PATH:
        told = f"Path and query may have {LONGEST_PATH} bytes."
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, told)
    rest = path.split("/", 2)[2] if path.count("/") > 1 else ""
    url = f"{endpoint}/restapis/{api_id}/{stage}/_user_request_/{rest}"
    if request.rel_url.raw_query_string:
        url += f"?{request.rel_url.raw_query_string}"
    return await _pass_on(request, engine, URL(url, encoded=True), _forwarded(request))


async def to_cognito(
    request: web.Request, engine: ClientSession, endpoint: str, limits: Limits
) -> web.StreamResponse:
    """Pass a public operation of the user pool on, so that the page needs only its own origin."""
    target = request.headers.get("X-Amz-Target", "")
    if target.removeprefix(_COGNITO) not in _PUBLIC_COGNITO or not target.startswith(_COGNITO):
        return problem(HTTPStatus.FORBIDDEN, "Not an operation that an app client may call.")
    for attempts in limits.of(target.removeprefix(_COGNITO)):
        wait = attempts.wait(request.remote or "")
        if wait is not None:
            later = {"Retry-After": str(wait)}
            told = "Too many attempts from this address. Try again in a while."
            return problem(HTTPStatus.TOO_MANY_REQUESTS, told, headers=later)
    headers = CIMultiDict(
        {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"},
    )
    return await _pass_on(request, engine, URL(f"{endpoint}/", encoded=True), headers)


async def _pass_on(
    request: web.Request, engine: ClientSession, url: URL, headers: Mapping[str, str]
) -> web.StreamResponse:
    if (request.content_length or 0) > LIMIT:
        return _too_large()
    try:
        # Held whole, as API Gateway holds it: no half of a refused body reaches a function.
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return _too_large()
    try:
        async with engine.request(
            request.method, url, headers=headers, data=body or None, allow_redirects=False
        ) as upstream:
            return await _answer(request, upstream)
    except (ClientError, TimeoutError):
        return problem(HTTPStatus.BAD_GATEWAY, "The service did not answer.")


async def _answer(request: web.Request, upstream: ClientResponse) -> web.StreamResponse:
    headers = CIMultiDict(end_to_end(upstream.headers.items()))
    if upstream.content_length is not None and upstream.content_length <= _SMALL:
        headers.pop("Content-Length", None)
        body = await upstream.read()
        return web.Response(status=upstream.status, headers=headers, body=body)
    response = web.StreamResponse(status=upstream.status, headers=headers)
    await response.prepare(request)
    async for piece in upstream.content.iter_any():
        await response.write(piece)
    await response.write_eof()
    return response


def end_to_end(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that may cross a proxy: none that speaks of one connection only."""
    pairs = list(headers)
    named = {
        token.strip().lower()
        for name, value in pairs
        if name.lower() == "connection"
        for token in value.split(",")
    }
    return [(n, v) for n, v in pairs if n.lower() not in _HOP_BY_HOP | named]


def _forwarded(request: web.Request) -> CIMultiDict[str]:
    headers = CIMultiDict(
        (name, value)
        for name, value in end_to_end(request.headers.items())
        if name.lower() not in _REPLACED and not name.lower().startswith("x-forwarded-")
    )
    # The engine answers for itself; a viewer's address is what the edge saw.
    headers["X-Forwarded-For"] = request.remote or "127.0.0.1"
    headers["X-Forwarded-Proto"] = request.scheme
    headers["X-Forwarded-Host"] = request.host
    return headers


def _too_large() -> web.Response:
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A request body may hold at most 10 MB.")
