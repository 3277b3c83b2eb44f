"""One operation as the document says it: who may call, what it needs, how it answers."""

from http import HTTPStatus
from types import ModuleType
from typing import Any

from infra.openapi import shapes

_MEDIA = "application/problem+json"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details: what went wrong, as a code and a sentence.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "pattern": "^urn:didit360:problem:[a-z0-9-]+$",
            "description": "What went wrong, for programs: the codes stand at the top.",
        },
        "title": {"type": "string", "description": "the status in words"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "a sentence for people"},
        "errors": {
            "type": "array",
            "description": "Of a request in the wrong form: what is wrong where.",
            "items": {
                "type": "object",
                "required": ["at", "why"],
                "properties": {"at": {"type": "string"}, "why": {"type": "string"}},
            },
        },
        "request_id": {"type": "string", "description": "to tell us when it is our fault"},
    },
}


def _problem(status: int, code: str, description: str, detail: str) -> dict[str, Any]:
    said = {
        "type": f"urn:didit360:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    shape = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {_MEDIA: {"schema": shape, "example": said}}}


_RETRY_AFTER = {
    "description": "Whole seconds until it is worth trying again.",
    "schema": {"type": "integer", "minimum": 0},
}

PROBLEMS: dict[str, Any] = {
    "Unauthenticated": _problem(
        401, "unauthenticated", "No valid ID token.", "Sign in: the token is absent or expired."
    ),
    "NotFound": _problem(
        404,
        "not-found",
        "There is none, or not for this caller: the answer does not tell which.",
        "There is no such thing.",
    ),
    "ChangedMeanwhile": _problem(
        412,
        "changed-meanwhile",
        "Another revision than If-Match names: read it again, then edit.",
        "It was changed meanwhile: read it again, then edit.",
    ),
    "Invalid": _problem(
        422,
        "invalid",
        "The request has not the form, or asks for what cannot be.",
        "The request does not have the form this operation takes.",
    ),
    "TooManyRequests": _problem(
        429,
        "too-many-requests",
        "Too much at once, of one person, one address or everybody.",
        "That is too much at once. Try again in a while.",
    )
    | {"headers": {"Retry-After": _RETRY_AFTER}},
    "Refused": _problem(
        409, "conflict", "Another refusal: its `type` says which.", "That cannot be done now."
    ),
    "Failed": _problem(500, "internal", "Our fault. Try again.", "Something went wrong."),
}

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of one's own for this very request, such as a UUID. The same key and "
    "body within the hour replays the first answer; with another body it is refused (422).",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "0b7c1f6e-6f0e-4f43-9d6a-3f1f4b7c9a10",
}
_ETAG = {
    "description": "The revision: send it as If-Match to change this very one.",
    "schema": {"type": "string"},
    "example": '"7"',
}
_ANSWERS = {
    "200": "The answer.",
    "201": "It was made.",
    "202": "Taken on: it goes on after this answer.",
    "204": "Done. There is nothing to say.",
}
_PARAMETERS = {
    "limit": "How many items a page has at most.",
    "cursor": "`next` of the page before.",
    "If-Match": "The ETag that was read: the change is refused (412) if it is not the newest.",
}
_MINE = ("me",)


def described(module: ModuleType, *, public: bool, ids: dict[str, set[str]]) -> dict[str, Any]:
    """What the module's operation says of itself, and what the house says of it."""
    app, name = module.app, module.__name__.rpartition(".")[2]
    spec: dict[str, Any] = app.get_openapi_schema().model_dump(
        by_alias=True, exclude_none=True, mode="json"
    )
    shapes.tidy(spec)
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            operation["operationId"] = name
            operation["description"] = (module.__doc__ or "").strip()
            operation["tags"] = [_tag(path)]
            if public:
                operation["security"] = []
            parameters = operation.setdefault("parameters", [])
            for parameter in parameters:
                _describe(parameter, ids)
            if method == "post" and not app.safe:
                parameters.append(_IDEMPOTENCY_KEY)
            operation["responses"] = _answers(operation, tagged=_gives_etags(module), public=public)
            methods[method] = {
                key: operation[key] for key in _ORDER if operation.get(key) is not None
            }
            if not parameters:
                methods[method].pop("parameters")
    return spec


_ORDER = (
    *("operationId", "tags", "summary", "description", "security"),
    *("parameters", "requestBody", "responses"),
)


def _answers(operation: dict[str, Any], *, tagged: bool, public: bool) -> dict[str, Any]:
    answers = {code: said for code, said in operation["responses"].items() if code < "400"}
    for code, said in answers.items():
        if said.get("description") in (None, "Successful Response"):
            said["description"] = _ANSWERS.get(code, HTTPStatus(int(code)).phrase)
        if code in ("204", "304"):
            said.pop("content", None)
        elif tagged:
            said["headers"] = {"ETag": _ETAG} | said.get("headers", {})
    parameters = operation["parameters"]
    named = {
        "401": None if public else "Unauthenticated",
        "404": "NotFound" if any(one["in"] == "path" for one in parameters) else None,
        "412": "ChangedMeanwhile" if any(one["name"] == "If-Match" for one in parameters) else None,
        "422": "Invalid" if parameters or "requestBody" in operation else None,
        "429": "TooManyRequests",
        "4XX": "Refused",
        "5XX": "Failed",
    }
    return answers | {
        code: {"$ref": f"#/components/responses/{name}"} for code, name in named.items() if name
    }


def _describe(parameter: dict[str, Any], ids: dict[str, set[str]]) -> None:
    if parameter["in"] == "header":
        parameter["name"] = parameter["name"].title()
    name, schema = parameter["name"], parameter["schema"]
    if name == "cursor":
        for shape in (schema, *schema.get("anyOf", ())):
            if shape.get("type") == "string":
                shape["pattern"] = "^[A-Za-z0-9_-]+$"
    parameter.setdefault("description", schema.pop("description", None) or _PARAMETERS.get(name))
    if parameter["in"] == "path":
        if prefixes := sorted(ids.get(name, ())):
            prefix = prefixes[0] if len(prefixes) == 1 else f"({'|'.join(prefixes)})"
            schema.setdefault("pattern", f"^{prefix}_[0-7][0-9A-HJKMNP-TV-Z]{{25}}$")
        else:
            schema.setdefault("minLength", 1)
    if not parameter["description"]:
        thing = name.removesuffix("_id").replace("_", " ")
        parameter["description"] = (
            f"The id of the {thing}." if name.endswith("_id") else (f"The {thing}.")
        )


def _tag(path: str) -> str:
    steps = [step for step in path.split("/") if step and not step.startswith("{")]
    return steps[1] if len(steps) > 1 and steps[0] in _MINE else steps[0]


def _gives_etags(module: ModuleType) -> bool:
    return any(
        getattr(value, "__module__", None) == "didit360.etags" and name == "with_etag"
        for name, value in vars(module).items()
    )
