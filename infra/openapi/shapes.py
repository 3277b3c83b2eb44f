"""Schemas as an app's author wants to read them."""

from collections.abc import Iterator
from typing import Any

_PREFIX = "#/components/schemas/"
_TIMES, _WHEN = ("at", "since"), ("_at", "_for")
"""Fields that are moments, by their names and their ends."""


def tidy(spec: dict[str, Any]) -> None:
    """Drop titles that only repeat a name; say of times and links that they are such."""
    for name, schema in spec.get("components", {}).get("schemas", {}).items():
        schema.pop("title", None)
        _tidy(schema, name)
    for methods in spec["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                _tidy({"properties": {parameter["name"]: parameter["schema"]}}, "")
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                for content in body.get("content", {}).values():
                    _tidy({"properties": {"": content["schema"]}}, "")


def _tidy(schema: dict[str, Any], name: str) -> None:
    for key, value in schema.get("properties", {}).items():
        value.pop("title", None)
        if value.get("$ref") is None:
            _name_format(key, value)
        _tidy(value, key)
    for inner in _inside(schema):
        inner.pop("title", None)
        _name_format(name, inner)
        _tidy(inner, name)
    for bound in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if schema.get("type") == "integer" and isinstance(schema.get(bound), float):
            schema[bound] = int(schema[bound])


def _inside(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        yield from schema.get(key, ())
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield schema[key]


def _name_format(name: str, schema: dict[str, Any]) -> None:
    if schema.get("type") != "string" or not schema.keys().isdisjoint({"format", "enum", "const"}):
        return
    if name in _TIMES or name.endswith(_WHEN):
        schema["format"] = "date-time"
    elif name.endswith("_date"):
        schema["format"] = "date"
    elif name == "url" or name.endswith(("_url", "_urls")):
        schema["format"] = "uri"


def loosen_answers(spec: dict[str, Any]) -> None:
    """Let answers gain fields: what only answers have is open to more than is said."""
    taken = _reached(spec, [body for _, body in _bodies(spec, "requestBody")])
    for name, schema in spec["components"]["schemas"].items():
        if name not in taken and schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


def tightened(spec: dict[str, Any]) -> dict[str, Any]:
    """A copy whose answers hold nothing but what is said: for tests of what is answered."""
    copy: dict[str, Any] = _copy(spec)
    for name, schema in copy["components"]["schemas"].items():
        if name != "Problem" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return copy


def rename(part: dict[str, Any], names: dict[str, str]) -> None:
    """Give schemas other names, in place, wherever they are spoken of."""
    if not names:
        return
    schemas = part["components"]["schemas"]
    part["components"]["schemas"] = {names.get(name, name): one for name, one in schemas.items()}
    links = {f"{_PREFIX}{old}": f"{_PREFIX}{new}" for old, new in names.items()}
    for node in walk(part):
        if node.get("$ref") in links:
            node["$ref"] = links[node["$ref"]]
        if isinstance(mapping := node.get("mapping"), dict):
            node["mapping"] = {key: links.get(to, to) for key, to in mapping.items()}


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def _bodies(spec: dict[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    for methods in spec["paths"].values():
        for operation in methods.values():
            if key in operation:
                yield operation["operationId"], operation[key]


def _reached(spec: dict[str, Any], roots: list[Any]) -> set[str]:
    """Names of the schemas that are spoken of from here, and from those."""
    schemas, seen, todo = spec["components"]["schemas"], set[str](), list(roots)
    while todo:
        for node in walk(todo.pop()):
            name = str(node.get("$ref", "")).removeprefix(_PREFIX)
            if name in schemas and name not in seen:
                seen.add(name)
                todo.append(schemas[name])
    return seen


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(value) for value in node] if isinstance(node, list) else node
