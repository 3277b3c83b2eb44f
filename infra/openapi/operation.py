"""One operation as the document says it: who may call, what it needs, how it answers."""

from types import ModuleType
from typing import Any

from infra.openapi import problems, shapes
from infra.openapi.outcomes import outcome
from infra.openapi.reach import reach

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of one's own for this very request, such as a UUID. The same key and "
    "body within the hour replays the first answer; with another body it is refused (422). The "
    "same is byte for byte: other spaces or another order of fields are another body.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "0b7c1f6e-6f0e-4f43-9d6a-3f1f4b7c9a10",
}
_ETAG = {
    "description": "The revision: send it as If-Match to change this very one.",
    "schema": {"type": "string"},
    "example": '"7"',
}
_PARAMETERS = {
    "limit": "How many items a page has at most.",
    "cursor": "`next` of the page before.",
    "If-Match": "The ETag that was read, in its quotes, as it came: the change is refused (412) if "
    "it is not the newest. `*` is any. Whatever else is refused, too; left out, the last one wins.",
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
            refusable = "requestBody" in operation or any(map(_refusable, parameters))
            for parameter in parameters:
                _describe(parameter, ids)
            replays = method == "post" and not app.safe
            if replays:
                parameters.append(_IDEMPOTENCY_KEY)
            answers = _answers(operation, tagged=_gives_etags(module))
            reached = reach(module.__name__, takes_body="requestBody" in operation, replays=replays)
            invalid = {problems.INVALID} if refusable else set()
            operation["responses"] = answers | problems.responses(
                {*reached.answers, *invalid}, public=public, limits=reached.limits
            )
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


def _answers(operation: dict[str, Any], *, tagged: bool) -> dict[str, Any]:
    answers = {code: said for code, said in operation["responses"].items() if code < "400"}
    paged = any(parameter["name"] == "cursor" for parameter in operation["parameters"])
    for code, said in answers.items():
        if said.get("description") in (None, "Successful Response"):
            said["description"] = outcome(code, said, paged=paged)
        if code in ("204", "302", "304"):
            said.pop("content", None)
        elif tagged:
            said["headers"] = {"ETag": _ETAG} | said.get("headers", {})
    return answers


def _refusable(parameter: dict[str, Any]) -> bool:
    """Whether there is anything that the parameter may not be; a plain text may be all."""
    schema = {key for key in parameter["schema"] if key not in ("title", "description", "default")}
    return parameter["schema"].get("type") != "string" or schema != {"type"}


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
