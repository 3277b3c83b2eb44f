"""Write each product's OpenAPI document, merged from its operations, to build/openapi/.

Nothing is described twice: routes, bodies and answers stand in functions/<product>/api/,
and Powertools merges what each operation says of itself.
"""

import importlib
import json
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge
from aws_lambda_powertools.event_handler.openapi.models import (
    HTTPBearer,
    SecurityScheme,
    Server,
)
from pydantic import AnyUrl

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "openapi"

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
    schemes: dict[str, SecurityScheme] = {"idToken": HTTPBearer(bearerFormat="Cognito ID token")}
    merged = OpenAPIMerge(
        title=f"Didit360 {product}",
        description=described.strip(),
        version="1",
        servers=[Server(url=AnyUrl(f"https://api.didit360.example/{product}"))],
        security_schemes=schemes,
        security=[{"idToken": []}],
        on_conflict="error",
    )
    for name in operations(product):
        schema = importlib.import_module(name).app.get_openapi_schema()
        merged.add_schema(schema.model_dump(by_alias=True, exclude_none=True, mode="json"))
    spec: dict[str, Any] = merged.get_openapi_schema()
    spec = json.loads(json.dumps(spec, default=str))
    spec["servers"] = [{"url": f"/{product}"}]
    for path in spec["paths"].values():
        for operation in path.values():
            # One shape for everything that can go wrong, in place of Powertools' own 422.
            operation["responses"] = {
                code: answer for code, answer in operation["responses"].items() if code < "400"
            } | {"4XX": _PROBLEM, "5XX": _PROBLEM}
    for unused in ("HTTPValidationError", "ValidationError"):
        spec.get("components", {}).get("schemas", {}).pop(unused, None)
    return spec


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
