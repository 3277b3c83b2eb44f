"""An example for every body, answer and parameter, put together from its schema.

Values are told by the fields' names and shapes (infra.openapi.lifelike), so that they read like
music and not like test data; a field's own `examples` come first.
"""

import re
from copy import deepcopy
from typing import Any

from infra.openapi.lifelike import IN, NOW, PARAMETERS, PERSON, PREFIXES, ULID, VALUES, WHOLE, But

Schema = dict[str, Any]


def fill(spec: dict[str, Any]) -> None:
    """Put an example into every JSON schema that an operation takes or answers, once."""
    schemas = spec["components"]["schemas"]
    for operation in (one for methods in spec["paths"].values() for one in methods.values()):
        for body in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in body.get("content", {}).values():
                _fill(content, schemas)
        for parameter in operation.get("parameters", ()):
            _fill_parameter(parameter, operation["operationId"])


def _fill(content: dict[str, Any], schemas: dict[str, Schema]) -> None:
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    if name in schemas:
        if not schemas[name].get("examples"):
            schemas[name]["examples"] = [example(content["schema"], schemas)]
    elif content.keys().isdisjoint({"example", "examples"}):
        content["example"] = example(content["schema"], schemas)


def _fill_parameter(parameter: dict[str, Any], operation: str) -> None:
    name = parameter["name"]
    known = PARAMETERS.get(f"{operation}.{name}", PARAMETERS.get(name))
    if known is None and parameter["in"] == "path":
        known = _id(name)
    if known is not None:
        parameter.setdefault("example", known)


def example(
    schema: Schema, schemas: dict[str, Schema], name: str = "", of: str = "", depth: int = 0
) -> Any:
    """A value that fits the schema; `name` is the field's, `of` its shape's."""
    if "$ref" in schema:
        target = schema["$ref"].rpartition("/")[2]
        if target in WHOLE:
            return deepcopy(WHOLE[target])
        return example(schemas[target], schemas, name, target, depth + 1)
    for key in ("example", "const"):
        if key in schema:
            return schema[key]
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        known = VALUES.get(name)
        return known if known in schema["enum"] else schema["enum"][0]
    for key in ("oneOf", "anyOf"):
        if key in schema:
            choices = [one for one in schema[key] if one.get("type") != "null"]
            return example(choices[0], schemas, name, of, depth) if choices and depth < 20 else None
    if "allOf" in schema:
        return example(schema["allOf"][0], schemas, name, of, depth)
    return _of_type(schema, schemas, name, of, depth)


def _of_type(schema: Schema, schemas: dict[str, Schema], name: str, of: str, depth: int) -> Any:
    match schema.get("type"):
        case "object":
            return _object(schema, schemas, name, of, depth)
        case "array":
            return _list(schema, schemas, name, of, depth)
        case "string":
            return _text(schema, name, of)
        case "integer" | "number":
            return _number(schema, name)
        case "boolean":
            return bool(schema.get("default", False))
    return None


def _object(schema: Schema, schemas: dict[str, Schema], name: str, of: str, depth: int) -> Any:
    known = IN.get(of, {})
    values = schema.get("additionalProperties")
    if isinstance(values, dict) and "properties" not in schema:
        keys: Schema = schema.get("propertyNames", {})
        keys = schemas.get(keys.get("$ref", "").rpartition("/")[2], keys)
        return {key: example(values, schemas, name, "", depth + 1) for key in keys.get("enum", ())}
    made: dict[str, Any] = {}
    for key, value in schema.get("properties", {}).items():
        said = known.get(key)
        if key in known and not isinstance(said, But):
            made[key] = deepcopy(said)
            continue
        made[key] = example(value, schemas, key, of, depth + 1)
        if isinstance(said, But):
            made[key] |= deepcopy(dict(said))
    return made


def _list(schema: Schema, schemas: dict[str, Schema], name: str, of: str, depth: int) -> list[Any]:
    if isinstance(known := VALUES.get(name), list):
        return list(known)
    items = schema.get("items", {})
    if depth > 16 or schema.get("maxItems") == 0:
        return []
    one = example(items, schemas, name.removesuffix("s"), of, depth + 1)
    return [one for _ in range(max(1, int(schema.get("minItems", 1))))]


def _number(schema: Schema, name: str) -> float:
    known = VALUES.get(name)
    low, high = schema.get("minimum"), schema.get("maximum")
    value: Any = known if isinstance(known, int | float) else schema.get("default", low or 1)
    value = max(value, low) if low is not None else value
    value = min(value, high) if high is not None else value
    return float(value) if schema["type"] == "number" else int(value)


def _text(schema: Schema, name: str, of: str) -> str:
    if schema.get("format") == "date-time":
        return str(VALUES.get(name, NOW))
    candidates = (VALUES.get(name), _id(_thing(of) if name == "id" else name))
    for candidate in (*candidates, schema.get("default")):
        if isinstance(candidate, str) and _fits(candidate, schema):
            return candidate
    return unknown(name)


def unknown(name: str) -> str:
    """What stands where nobody has said what the field is like: a test finds it."""
    return name.replace("_", " ")


def _thing(shape: str) -> str:
    """What a shape's own id is of: `track_id` of TrackView."""
    return re.sub(r"(?<!^)[A-Z].*", "", shape).lower() + "_id"


def _id(name: str) -> str | None:
    if not name.endswith("_id"):
        return None
    prefix = PREFIXES.get(name.removesuffix("_id"))
    return f"{prefix}_{ULID}" if prefix else PERSON


def _fits(text: str, schema: Schema) -> bool:
    long_enough = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
    return long_enough and bool(re.search(schema.get("pattern", ""), text))
