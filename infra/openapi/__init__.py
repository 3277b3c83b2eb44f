"""The OpenAPI documents of the products, and the one document of them all, in docs/api/.

Nothing is described twice: routes, bodies and answers stand in functions/<product>/api/, Powertools
says them of each operation and merges them, and the rest (who may call, headers, examples) is read
from where it stands.
"""

import importlib
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge

from infra.openapi import codes, problems, shapes
from infra.openapi.examples import fill
from infra.openapi.names import tell_apart
from infra.openapi.operation import described
from infra.openapi.sources import ROOT, id_prefixes, operations, products, public_operations
from infra.openapi.vocabulary import describe

__all__ = ["MERGED", "OUT", "ROOT", "document", "documents", "operations", "products", "write"]

OUT = ROOT / "docs" / "api"
MERGED = "openapi"
"""The name of the document of all products."""

_SECURITY = {
    "idToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The ID token of the user pool: `Authorization: Bearer <token>`.",
    }
}
_POWERTOOLS_OWN = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
_TOGETHER = """Didit360's API, as one app calls it.

Lists are pages: `items`, and in `next` the cursor of the page after it, or null at the end. Times
are RFC 3339 in UTC. Whatever fails answers a problem document (RFC 9457), whose `type` says what
it is. Answers may gain fields: an app passes over those that it does not know. The other way
round, fields of a body that an operation does not know are refused (422), parameters of a query
that it does not know are passed over. A POST that makes or changes something takes an
Idempotency-Key: what was sent twice, byte for byte, is done once. The few whose answer holds a
secret (invitations, share links) take none, as a secret is not kept for replay: list what there is,
and revoke what was made twice."""


def document(product: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one product, as plain data."""
    about = (importlib.import_module(product).__doc__ or product).strip()
    merged = OpenAPIMerge(title=f"Didit360 {product}", version="1", on_conflict="error")
    public, ids = public_operations(product), id_prefixes(product)
    modules = [importlib.import_module(name) for name in operations(product)]
    parts = [
        described(module, public=module.__name__.rpartition(".")[2] in public, ids=ids)
        for module in modules
    ]
    tell_apart(product, parts)
    for said in parts:
        merged.add_schema(said)
    spec: dict[str, Any] = merged.get_openapi_schema()
    for unused in _POWERTOOLS_OWN:
        spec["components"]["schemas"].pop(unused, None)
    describe(spec, product)
    fill(spec)
    return _finished(spec, about, f"/{product}", codes.found([product]))


def together(each: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One document of all products: paths under /<product>, names that are its own."""
    spec: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "Didit360", "version": "1"}}
    spec |= {"paths": {}, "components": {"schemas": {}}}
    named: dict[str, str] = {}
    for product, one in each.items():
        part = deepcopy(one)
        schemas = part["components"]["schemas"]
        clashing = {
            name
            for name, shape in schemas.items()
            if spec["components"]["schemas"].get(name, shape) != shape
        }
        shapes.rename(part, {name: f"{product.capitalize()}{name}" for name in clashing})
        spec["components"]["schemas"] |= part["components"]["schemas"]
        for path, methods in part["paths"].items():
            for operation in methods.values():
                name = operation["operationId"]
                if named.setdefault(name, product) != product:
                    operation["operationId"] = f"{product}_{name}"
                operation["tags"] = [f"{product}: {tag}" for tag in operation["tags"]]
            spec["paths"][f"/{product}{path}"] = methods
    return _finished(spec, _TOGETHER, "/", codes.found(list(each)))


def documents() -> dict[str, dict[str, Any]]:
    """All of them by name: each product's, and the merged one."""
    each = {product: document(product) for product in products()}
    return each | {MERGED: together(each)}


def text(spec: dict[str, Any]) -> str:
    """A document as it is committed."""
    return json.dumps(spec, indent=2, ensure_ascii=False) + "\n"


def write(out: Path = OUT) -> list[Path]:
    """Write the documents; the files written."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, spec in documents().items():
        path = out / f"{name}.json"
        path.write_text(text(spec))
        written.append(path)
    return written


def _finished(spec: dict[str, Any], about: str, server: str, known: codes.Codes) -> dict[str, Any]:
    spec["info"]["description"] = f"{about}\n\n{codes.table(known)}"
    spec["servers"] = [{"url": server}]
    spec["security"] = [{"idToken": []}]
    spec["tags"] = [
        {"name": tag}
        for tag in sorted(
            {
                tag
                for path in spec["paths"].values()
                for operation in path.values()
                for tag in operation["tags"]
            }
        )
    ]
    schemas = spec["components"]["schemas"]
    schemas["Problem"] = deepcopy(problems.PROBLEM)
    describe(spec)
    spec["components"] = {
        "schemas": dict(sorted(schemas.items())),
        "responses": _referred(spec["paths"]),
        "securitySchemes": deepcopy(_SECURITY),
    }
    spec["paths"] = dict(sorted(spec["paths"].items()))
    shapes.loosen_answers(spec)
    return spec


def _referred(paths: dict[str, Any]) -> dict[str, Any]:
    """The shared responses that operations refer to."""
    used = {str(node.get("$ref", "")).rpartition("/")[2] for node in shapes.walk(paths)}
    return {name: deepcopy(said) for name, said in problems.shared().items() if name in used}
