"""An example for every body and answer, put together from its schema.

Values are told by the fields' names, so that they read like music and not like test data; a field's
own `examples` come first, and what is not known by name is made to fit its type and bounds.
"""

import re
from typing import Any

_ULID = "01KAN5Z7Q8W4T2M6H3R9XVB0CE"
_PERSON = "0b7c1f6e-6f0e-4f43-9d6a-3f1f4b7c9a10"
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

_KNOWN: dict[str, Any] = {
    "title": "Nordlys",
    "name": "Ane Brun",
    "handle": "anebrun",
    "bio": "Songs from the north.",
    "description": "What we played on the long drive home.",
    "detail": "The file has arrived. Follow the track's state.",
    "note": "Both have the rights: it is a re-release.",
    "reason": "The file holds no sound.",
    "language": "no",
    "country": "NO",
    "genre": "folk",
    "genres": ["folk", "pop"],
    "moods": ["calm"],
    "isrc": "NOX001234567",
    "upc": "4006381333931",
    "version": "Acoustic",
    "content_type": "audio/flac",
    "codec": "flac",
    "container": "flac",
    "codecs": "mp4a.40.2",
    "cursor": None,
    "next": "kYxq0Zr8o1yT2cWcW4b5sXsiaWQiOiJ0cmtfMDEifQ",
    "etag": "5d41402abc4b2a76b9719d911017c592",
    "file_name": "Nordlys.flac",
    "sha256": _DIGEST,
    "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    "dominant_colour": "#2b4c7e",
    "duration_ms": 214_000,
    "sample_rate": 44_100,
    "channels": 2,
    "percent": 40,
    "size": 23_068_672,
    "stage": "encoding",
    "gain_db": -4.2,
    "integrated_lufs": -9.8,
    "time_zone": "Europe/Oslo",
    "release_date": "2026-12-04",
    "birth_date": "1990-02-17",
    "lyrics": "Over the hills and the snow",
    "q": "nordlis",
    "label": "Fjell Records",
    "holder": "Fjell Records",
    "device": "phone",
    "year": 2026,
    "position_ms": 61_500,
    "width": 1920,
    "height": 1080,
    "frame_rate": 25.0,
}
_PREFIXES = {
    "track": "trk",
    "upload": "upl",
    "release": "rel",
    "playlist": "pll",
    "entry": "ent",
    "flag": "flg",
    "play": "ply",
    "image": "img",
    "export": "exp",
    "request": "rrq",
}


def fill(spec: dict[str, Any]) -> None:
    """Put an example into every JSON schema that an operation takes or answers, once."""
    schemas = spec["components"]["schemas"]
    for operation in (one for methods in spec["paths"].values() for one in methods.values()):
        for body in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in body.get("content", {}).values():
                _fill(content, schemas)


def _fill(content: dict[str, Any], schemas: dict[str, Any]) -> None:
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    if name in schemas:
        if not schemas[name].get("examples"):
            schemas[name]["examples"] = [example(content["schema"], schemas)]
    elif content.keys().isdisjoint({"example", "examples"}):
        content["example"] = example(content["schema"], schemas)


def example(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema; `name` is the field's."""
    if "$ref" in schema:
        target = schema["$ref"].rpartition("/")[2]
        made = example(schemas[target], schemas, name, depth + 1)
        if isinstance(made, dict) and isinstance(made.get("id"), str):
            made["id"] = _id(re.sub(r"(?<!^)[A-Z].*", "", target).lower() + "_id")
        return made
    for key in ("example", "const"):
        if key in schema:
            return schema[key]
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("oneOf", "anyOf"):
        if key in schema:
            choices = [one for one in schema[key] if one.get("type") != "null"]
            return example(choices[0], schemas, name, depth) if choices and depth < 12 else None
    if "allOf" in schema:
        return example(schema["allOf"][0], schemas, name, depth)
    return _of_type(schema, schemas, name, depth)


def _of_type(schema: dict[str, Any], schemas: dict[str, Any], name: str, depth: int) -> Any:
    kind = schema.get("type")
    match kind:
        case "object":
            return {
                key: example(value, schemas, key, depth + 1)
                for key, value in schema.get("properties", {}).items()
            }
        case "array":
            return _list(schema, schemas, name, depth)
        case "string":
            return _text(schema, name)
        case "integer" | "number":
            return _number(schema, name)
        case "boolean":
            return bool(schema.get("default", False))
    return None


def _list(schema: dict[str, Any], schemas: dict[str, Any], name: str, depth: int) -> list[Any]:
    if isinstance(known := _KNOWN.get(name), list):
        return known
    items = schema.get("items", {})
    if depth > 8 or schema.get("maxItems") == 0:
        return []
    one = example(items, schemas, name.removesuffix("s"), depth + 1)
    return [one for _ in range(max(1, int(schema.get("minItems", 1))))]


def _number(schema: dict[str, Any], name: str) -> float:
    known = _KNOWN.get(name)
    low, high = schema.get("minimum"), schema.get("maximum")
    value = known if isinstance(known, int | float) else schema.get("default", low or 1)
    value = max(value, low) if low is not None else value
    value = min(value, high) if high is not None else value
    return float(value) if schema["type"] == "number" else int(value)


def _text(schema: dict[str, Any], name: str) -> str:
    match schema.get("format"):
        case "date-time":
            return "2026-11-22T21:45:00.000Z"
        case "date":
            return str(_KNOWN.get(name) or "2026-12-04")
        case "uri":
            return f"https://app.didit360.example/{name.removesuffix('_url') or 'link'}"
        case "uuid":
            return _PERSON
    for candidate in (_KNOWN.get(name), _id(name), schema.get("default"), "text", "a", "0" * 8):
        if isinstance(candidate, str) and _fits(candidate, schema):
            return candidate
    return _cut("text", schema)


def _id(name: str) -> str | None:
    thing = name.removesuffix("_id")
    if thing == name and name != "id" and name not in _PREFIXES:
        return None
    if prefix := _PREFIXES.get(thing):
        return f"{prefix}_{_ULID}"
    return _PERSON


def _fits(text: str, schema: dict[str, Any]) -> bool:
    long_enough = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
    return long_enough and bool(re.search(schema.get("pattern", ""), text))


def _cut(text: str, schema: dict[str, Any]) -> str:
    prefix = re.match(r"\^\(?([a-z]{3})[_|)]", schema.get("pattern", ""))
    if prefix:
        return f"{prefix[1]}_{_ULID}"
    least = int(schema.get("minLength", 0))
    return (text * (least // len(text) + 1))[
        : max(least, min(len(text), schema.get("maxLength", 9)))
    ]
