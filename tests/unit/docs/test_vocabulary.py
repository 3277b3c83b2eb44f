"""Every field and parameter of the documents says what it means, and no word is left over."""

from collections.abc import Iterator
from typing import Any

import pytest

from infra.openapi import MERGED, documents
from infra.openapi.vocabulary import OF, describe, fields
from infra.openapi.vocabulary.words import Words

ALL = documents()
Field = tuple[str, str]


def _fields(spec: dict[str, Any]) -> dict[Field, str]:
    return {
        (shape, field): value.get("description", "")
        for name, schema in spec["components"]["schemas"].items()
        for shape, field, value in fields(name, schema)
    }


def _parameters(spec: dict[str, Any]) -> dict[Field, str]:
    return {
        (operation["operationId"], parameter["name"]): parameter.get("description", "")
        for methods in spec["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
    }


@pytest.mark.parametrize("name", ALL)
def test_every_field_says_what_it_means(name: str) -> None:
    silent = [field for field, said in _fields(ALL[name]).items() if len(said.strip()) < 4]

    assert silent == [], "say it in infra/openapi/vocabulary/, or where the field stands"


@pytest.mark.parametrize("name", ALL)
def test_every_parameter_says_more_than_its_name(name: str) -> None:
    for (operation, parameter), said in _parameters(ALL[name]).items():
        thing = parameter.removesuffix("_id").replace("_", " ")
        assert said not in ("", f"The {thing}.", f"The id of the {thing}."), (operation, parameter)


@pytest.mark.parametrize("name", ALL)
def test_every_value_of_a_named_enumeration_says_what_it_means(name: str) -> None:
    plain = {"ContributorRole"}
    for shape, schema in ALL[name]["components"]["schemas"].items():
        if shape not in plain and "enum" in schema:
            said = schema.get("description", "")
            assert [value for value in schema["enum"] if f"- `{value}`: " not in said] == [], shape


@pytest.mark.parametrize("product", OF)
def test_no_word_is_left_over(product: str) -> None:
    """One that products share is heard in one of them."""
    for words in OF[product]:
        of = [ALL[name] for name, theirs in OF.items() if words in theirs]
        unheard = [set(_unheard(words, spec, _fields(spec), _parameters(spec))) for spec in of]
        assert set.intersection(*unheard) == set()


def _unheard(
    words: Words, spec: dict[str, Any], said: dict[Field, str], parameters: dict[Field, str]
) -> Iterator[str]:
    for shape, of_shape in words.shapes.items():
        for field, sentence in of_shape.items():
            # A word of all products may be of a shape that only some have.
            if said.get((shape, field), sentence if _elsewhere(shape) else None) != sentence:
                yield f"{shape}.{field}"
    heard = {(field, sentence) for (_, field), sentence in said.items()}
    for field, sentence in words.fields.items():
        if (field, sentence) not in heard:
            yield field
    for key, sentence in words.parameters.items():
        operation, _, name = key.rpartition(".")
        of_it = [
            text
            for (where, what), text in parameters.items()
            if what == name and operation in ("", where)
        ]
        if sentence not in of_it:
            yield key
    schemas = spec["components"]["schemas"]
    for shape, values in words.values.items():
        if list(values) != schemas.get(shape, {}).get("enum"):
            yield shape


def _elsewhere(shape: str) -> bool:
    return any(shape in spec["components"]["schemas"] for spec in ALL.values())


def test_what_a_field_says_of_itself_comes_first_and_nothing_is_said_twice() -> None:
    field = {"type": "string", "description": "as typed"}
    link = {"$ref": "#/components/schemas/Plan"}
    spec: dict[str, Any] = {
        "components": {
            "schemas": {
                "Me": {
                    "properties": {"name": dict(field), "bio": {"type": "string"}, "plan": link}
                },
                "Plan": {"enum": ["free", "premium", "artist_pro"]},
            }
        },
        "paths": {},
    }

    describe(spec, "accounts")
    once = repr(spec)
    describe(spec, "accounts")

    me = spec["components"]["schemas"]["Me"]["properties"]
    assert me["name"]["description"] == "as typed"
    assert me["bio"]["description"].startswith("Up to 1,000 characters")
    assert me["plan"]["$ref"] == "#/components/schemas/Plan"
    assert me["plan"]["description"]
    assert repr(spec) == once


def test_the_merged_document_says_what_the_products_say() -> None:
    merged = _fields(ALL[MERGED])

    for product in OF:
        assert _fields(ALL[product]).items() <= merged.items()
