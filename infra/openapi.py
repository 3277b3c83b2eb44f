"""Write each product's OpenAPI document, merged from its operations, to docs/api/.

Nothing is described twice: routes, bodies and answers stand in functions/<product>/api/,
and Powertools merges what each operation says of itself.
"""

import importlib
import json
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge

from didit360.http import Api

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "api"

_PROBLEM = {
    "description": "RFC 9457 problem document: what went wrong, as a code and a sentence.",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string", "examples": ["urn:didit360:problem:not-found"]},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            }
        }
    },
}

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body within the hour replays the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}

_POWERTOOLS_OWN = ("HTTPValidationError", "ValidationError", "ResponseValidationError")


def operations(product: str) -> list[str]:
    """The modules of a product's operations, in order of their names."""
    folder = ROOT / "functions" / product / "api"
    return [
        f"{product}.api.{path.stem}"
        for path in sorted(folder.glob("*.py"))
        if "app.handler" in path.read_text()
    ]


def products() -> list[str]:
    found = (ROOT / "functions").glob("*/api")
    return sorted(path.parent.name for path in found if operations(path.parent.name))


def document(product: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one product, as plain data."""
    described = importlib.import_module(product).__doc__ or product
    merged = OpenAPIMerge(
        title=f"Didit360 {product}",
        description=described.strip(),
        version="1",
        on_conflict="error",
    )
    for name in operations(product):
        merged.add_schema(_operation(importlib.import_module(name).app, name.rpartition(".")[2]))
    spec: dict[str, Any] = merged.get_openapi_schema()
    spec["servers"] = [{"url": f"/{product}"}]
    spec["security"] = [{"idToken": []}]
    components = spec["components"]
    components["securitySchemes"] = {
        "idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "Cognito ID token"}
    }
    for unused in _POWERTOOLS_OWN:
        components["schemas"].pop(unused, None)
    return spec


def _operation(app: Api, name: str) -> dict[str, Any]:
    schema = app.get_openapi_schema().model_dump(by_alias=True, exclude_none=True, mode="json")
    for path in schema["paths"].values():
        for method, operation in path.items():
            operation["operationId"] = name
            # One shape for everything that can go wrong, in place of Powertools' own 422.
            answers = operation["responses"].items()
            operation["responses"] = {code: answer for code, answer in answers if code < "400"}
            operation["responses"] |= {"4XX": _PROBLEM, "5XX": _PROBLEM}
            if method == "post" and not app.safe:
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    return schema


def write(out: Path = OUT) -> list[Path]:
    """Write every product's document; the files written."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for product in products():
        path = out / f"{product}.json"
        path.write_text(json.dumps(document(product), indent=2) + "\n")
        written.append(path)
    return written


if __name__ == "__main__":
    for path in write():
        print(path.relative_to(ROOT))
