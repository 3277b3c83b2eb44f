"""Names of shapes: a class's own, and with its module's where a product has two of one name."""

import sys
from collections import defaultdict
from enum import Enum
from typing import Any

from pydantic import BaseModel

from infra.openapi.shapes import rename

Said = dict[str, Any]
_ROLES = ("_forms", "_views", "_fields")


class NameTakenError(Exception):
    """Two shapes of a product have one name, and nothing tells them apart."""


def tell_apart(product: str, parts: list[Said]) -> None:
    """Rename, in what the operations said, the shapes that share a name with another."""
    seen: dict[str, list[Any]] = defaultdict(list)
    for part in parts:
        for name, shape in _schemas(part).items():
            if shape not in seen[name]:
                seen[name].append(shape)
    shared = {name: shapes for name, shapes in seen.items() if len(shapes) > 1}
    told = {name: [_qualified(product, name, one) for one in of] for name, of in shared.items()}
    for name, names in told.items():
        if len(set(names)) < len(names):
            raise NameTakenError(f"{product} has two shapes {name}: {', '.join(names)}")
    for part in parts:
        rename(
            part,
            {
                name: told[name][shared[name].index(shape)]
                for name, shape in _schemas(part).items()
                if name in shared
            },
        )


def _schemas(part: Said) -> dict[str, Any]:
    schemas: dict[str, Any] = part.get("components", {}).get("schemas", {})
    return schemas


def _qualified(product: str, name: str, shape: Said) -> str:
    """`State` of music.domain.release is ReleaseState; a name alone where no class is found."""
    for module in sorted(sys.modules):
        if not module.startswith((f"{product}.", "didit360.")):
            continue
        found = getattr(sys.modules[module], name, None)
        if isinstance(found, type) and found.__module__ == module and _is(found, shape):
            stem = module.rpartition(".")[2]
            for role in _ROLES:
                stem = stem.removesuffix(role)
            return "".join(word.capitalize() for word in stem.split("_")) + name
    return name


def _is(found: type, shape: Said) -> bool:
    if issubclass(found, Enum):
        return [one.value for one in found] == shape.get("enum")
    if issubclass(found, BaseModel):
        fields = {field.alias or name for name, field in found.model_fields.items()}
        return fields == set(shape.get("properties", {}))
    return False
