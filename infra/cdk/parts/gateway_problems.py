"""What API Gateway itself answers, as RFC 9457 problem documents like the operations' own."""

import json

from aws_cdk import aws_apigateway as apigateway

_Types = apigateway.ResponseType

_RETRY = "Too many requests at once: wait a moment and try again."
_OUR_SIDE = "Something went wrong on our side. Try again; if it stays, tell us the request id."
_SIGN_IN = "Sign in: the token is absent, expired or not ours."
_NOT_YOURS = "You may not do this."

# (gateway's response type, status, code, title, detail); codes are those of didit360.problems.
_PROBLEMS = (
    (_Types.UNAUTHORIZED, 401, "unauthenticated", "Unauthorized", _SIGN_IN),
    (_Types.ACCESS_DENIED, 403, "forbidden", "Forbidden", _NOT_YOURS),
    (_Types.WAF_FILTERED, 403, "forbidden", "Forbidden", _NOT_YOURS),
    # A path that does not exist looks to the gateway like a request without a token.
    (
        _Types.MISSING_AUTHENTICATION_TOKEN,
        *(404, "not-found", "Not Found", "There is no such operation."),
    ),
    (_Types.RESOURCE_NOT_FOUND, 404, "not-found", "Not Found", "There is no such operation."),
    (
        _Types.REQUEST_TOO_LARGE,
        *(413, "content-too-large", "Request Entity Too Large", "The request is too large."),
    ),
    (_Types.THROTTLED, 429, "too-many-requests", "Too Many Requests", _RETRY),
    (_Types.QUOTA_EXCEEDED, 429, "too-many-requests", "Too Many Requests", _RETRY),
    (
        _Types.INTEGRATION_TIMEOUT,
        *(504, "timeout", "Gateway Timeout", "The answer took too long. Try again."),
    ),
    (_Types.DEFAULT_4_XX, None, "bad-request", "Bad Request", "The request cannot be understood."),
    (_Types.DEFAULT_5_XX, None, "internal", "Internal Server Error", _OUR_SIDE),
)


def add_gateway_problems(api: apigateway.RestApi, origins: tuple[str, ...]) -> None:
    """Answer every failure of the gateway's own with a problem document."""
    headers = {
        "Content-Type": "'application/problem+json'",
        "Cache-Control": "'no-store'",
        **_cors(origins),
    }
    for kind, status, code, title, detail in _PROBLEMS:
        document = {
            "type": f"urn:didit360:problem:{code}",
            "title": title,
            **({"status": status} if status else {}),
            "detail": detail,
            "request_id": "$context.requestId",
        }
        api.add_gateway_response(
            kind.response_type.title().replace("_", ""),
            type=kind,
            status_code=str(status) if status else None,
            response_headers=headers,
            templates={"application/json": json.dumps(document)},
        )


def _cors(origins: tuple[str, ...]) -> dict[str, str]:
    if not origins:
        return {}
    # The gateway sets constant headers only, so several origins read these answers without cookies.
    one = {"Access-Control-Allow-Credentials": "'true'"} if len(origins) == 1 else {}
    allowed = origins[0] if len(origins) == 1 else "*"
    return {"Access-Control-Allow-Origin": f"'{allowed}'", **one}
