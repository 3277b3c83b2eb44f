"""The API documents are valid and say what an app needs to know."""

from typing import Any

import pytest
from openapi_spec_validator import validate

from infra.openapi import document, operations, products

OPERATIONS = [(product, name) for product in products() for name in operations(product)]


@pytest.mark.parametrize("product", products())
def test_a_product_has_a_valid_document_with_every_operation(product: str) -> None:
    spec = document(product)

    validate(spec)
    found = {
        operation["operationId"] for path in spec["paths"].values() for operation in path.values()
    }
    assert found == {name.rpartition(".")[2] for name in operations(product)}


def each(product: str) -> list[tuple[str, dict[str, Any]]]:
    paths = document(product)["paths"].values()
    return [(method, operation) for path in paths for method, operation in path.items()]


@pytest.mark.parametrize("product", products())
def test_failures_are_problem_documents_and_unsafe_posts_take_a_key(product: str) -> None:
    safe = {"create_playback", "sign_parts"}
    for method, operation in each(product):
        problem = operation["responses"]["4XX"]["content"]
        assert list(problem) == ["application/problem+json"]
        named = {parameter["name"] for parameter in operation.get("parameters", [])}
        unsafe = method == "post" and operation["operationId"] not in safe
        assert ("Idempotency-Key" in named) == unsafe, operation["operationId"]
