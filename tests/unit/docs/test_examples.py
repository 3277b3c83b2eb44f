"""The documents' examples: requests that the API takes, answers that fit, and no filler."""

import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from accounts.domain import handles
from didit360.http import Api, api
from didit360.problems import Conflict
from infra.openapi import document, operations, products, shapes
from infra.openapi.examples import unknown
from infra.openapi.lifelike import IN, VALUES, WHOLE
from music.domain import lyrics
from tests.unit.aws import call

PRODUCTS = {product: shapes.tightened(document(product)) for product in products()}
MODULES = [name for product in PRODUCTS for name in operations(product)]
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    f"{product}.api.{operation['operationId']}": (method, path, operation)
    for product, spec in PRODUCTS.items()
    for path, methods in spec["paths"].items()
    for method, operation in methods.items()
}


def _schemas(module: str) -> dict[str, Any]:
    schemas: dict[str, Any] = PRODUCTS[module.partition(".")[0]]["components"]["schemas"]
    return schemas


def _shown(content: dict[str, Any], schemas: dict[str, Any]) -> list[Any]:
    if "example" in content:
        return [content["example"]]
    if "examples" in content:
        return [one["value"] for one in content["examples"].values()]
    examples: list[Any] = schemas[content["schema"]["$ref"].rpartition("/")[2]]["examples"]
    return examples


def _asked(does: Callable[..., Any], method: str, path: str) -> Api:
    """An operation of this form that says that it was reached, in place of what it does."""
    app = api(safe=True)

    @wraps(does)
    def reached(**_: Any) -> None:
        raise Conflict("It was asked.", code="reached")

    app.route(path.replace("{", "<").replace("}", ">"), method=method.upper())(reached)
    return app


@pytest.mark.parametrize("name", MODULES)
def test_an_operation_takes_its_example(name: str) -> None:
    method, path, operation = OPERATIONS[name]
    does = getattr(import_module(name), operation["operationId"])
    parameters = operation.get("parameters", [])
    shown = {
        place: {
            one["name"]: one["example"]
            for one in parameters
            if one["in"] == place and "example" in one
        }
        for place in ("path", "query", "header")
    }
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")

    reply = call(
        _asked(does, method, path).handler,
        method.upper(),
        re.sub(r"\{(\w+)\}", lambda step: str(shown["path"][step[1]]), path),
        body=_shown(content, _schemas(name))[0] if content else None,
        query={key: json.dumps(value).strip('"') for key, value in shown["query"].items()},
        headers={key: value for key, value in shown["header"].items() if key != "Idempotency-Key"},
        stage=name.partition(".")[0],
    )

    assert (reply.status, reply.problem()) == (409, "reached"), reply.text


@pytest.mark.parametrize("name", MODULES)
def test_every_example_of_an_operation_fits_its_schema(name: str) -> None:
    _, _, operation = OPERATIONS[name]
    schemas = _schemas(name)

    def check(schema: dict[str, Any], shown: Any) -> None:
        root = {"components": {"schemas": schemas}, **schema}
        Draft202012Validator(root, format_checker=FormatChecker()).validate(shown)

    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        for content in body.get("content", {}).values():
            for shown in _shown(content, schemas):
                check(content["schema"], shown)
    for parameter in operation.get("parameters", []):
        if "example" in parameter:
            check(parameter["schema"], parameter["example"])


@pytest.mark.parametrize("name", MODULES)
def test_parameters_have_examples_but_for_cursors(name: str) -> None:
    _, _, operation = OPERATIONS[name]

    silent = [one["name"] for one in operation.get("parameters", []) if "example" not in one]

    assert [parameter for parameter in silent if parameter != "cursor"] == []


@pytest.mark.parametrize("name", MODULES)
def test_no_example_is_filled_with_words_that_mean_nothing(name: str) -> None:
    _, _, operation = OPERATIONS[name]
    schemas = _schemas(name)

    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        for content in body.get("content", {}).values():
            for field, value in _leaves(_shown(content, schemas)):
                assert value not in ("text", unknown(field)), f"{field}: see infra/openapi/lifelike"


def _leaves(shown: Any, field: str = "-") -> Iterator[tuple[str, Any]]:
    if isinstance(shown, dict):
        for key, value in shown.items():
            yield from _leaves(value, key)
    elif isinstance(shown, list):
        for value in shown:
            yield from _leaves(value, field)
    else:
        yield field, shown


def test_what_is_looked_at_beyond_its_form_is_right_too() -> None:
    handle = WHOLE["MyChange"]["handle"]

    assert handles.checked(handle) == handle
    assert lyrics.parse(WHOLE["NewLyrics"]["lrc"])


def test_no_lifelike_value_is_left_over() -> None:
    shapes_there = {name for spec in PRODUCTS.values() for name in spec["components"]["schemas"]}
    fields_there = {
        field
        for spec in PRODUCTS.values()
        for schema in spec["components"]["schemas"].values()
        for field in schema.get("properties", {})
    }

    assert IN.keys() | WHOLE.keys() <= shapes_there
    assert VALUES.keys() <= fields_there
    for shape, said in IN.items():
        for spec in PRODUCTS.values():
            schema = spec["components"]["schemas"].get(shape)
            assert schema is None or said.keys() <= schema["properties"].keys(), shape
