"""What the fields and parameters of the documents mean, where the code itself does not say it.

A sentence is for a field's name in one product, or for a field of one shape, which comes first.
What a field says of itself (`Field(description=...)`) comes before both.
"""

from collections.abc import Iterator
from typing import Any

from infra.openapi.vocabulary import (
    accounts,
    editions,
    listening,
    market,
    music,
    nfts,
    playlists,
    releases,
    selling,
    shared,
    tracks,
    wallets,
)
from infra.openapi.vocabulary.words import Words

OF: dict[str, tuple[Words, ...]] = {
    "accounts": (accounts.WORDS, shared.WORDS),
    "music": (
        *(music.WORDS, tracks.WORDS, releases.WORDS, playlists.WORDS, listening.WORDS),
        shared.WORDS,
    ),
    "nfts": (nfts.WORDS, editions.WORDS, wallets.WORDS, selling.WORDS, market.WORDS, shared.WORDS),
}
"""The first that has a word for it is the one that is heard."""


def describe(spec: dict[str, Any], product: str | None = None) -> None:
    """Say of each field and parameter what it means, where nothing is said yet."""
    words = OF[product] if product else (shared.WORDS,)
    for name, schema in spec["components"]["schemas"].items():
        for shape, field, value in fields(name, schema):
            if not value.get("description") and (said := _word(words, shape, field)):
                value["description"] = said
        if meant := next((one.values[name] for one in words if name in one.values), None):
            schema["description"] = _with_values(schema.get("description"), meant)
    for methods in spec["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                if parameter.get("description") in (None, *_fillers(parameter["name"])):
                    said = _parameter(words, operation["operationId"], parameter["name"])
                    parameter["description"] = said or parameter.get("description")


def fields(name: str, schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The shape, name and schema of each field; of a shape in a field, `Problem.errors`."""
    for field, value in schema.get("properties", {}).items():
        yield name, field, value
        for inner in (value, value.get("items", {})):
            yield from fields(f"{name}.{field}", inner)


def _word(words: tuple[Words, ...], shape: str, field: str) -> str | None:
    in_shapes = (one.shapes.get(shape, {}).get(field) for one in words)
    by_name = (one.fields.get(field) for one in words)
    return next((said for said in (*in_shapes, *by_name) if said), None)


def _parameter(words: tuple[Words, ...], operation: str, name: str) -> str | None:
    keys = (f"{operation}.{name}", name)
    found = (one.parameters.get(key) for key in keys for one in words)
    return next((said for said in found if said), None)


def _fillers(name: str) -> tuple[str, str]:
    """What is said of a parameter that nobody said anything of."""
    thing = name.removesuffix("_id").replace("_", " ")
    return f"The id of the {thing}.", f"The {thing}."


def _with_values(own: str | None, values: dict[str, str]) -> str:
    listed = "\n".join(f"- `{value}`: {said}" for value, said in values.items())
    if own and listed in own:
        return own
    return f"{own}\n\n{listed}" if own else listed
