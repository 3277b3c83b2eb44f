"""Reach a running house's stores as its functions do: by the products' own data modules."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from didit360 import clients, database
from infra.local.schema import variables

if TYPE_CHECKING:
    from infra.local.stack import LocalStack


@contextmanager
def as_product(house: "LocalStack", product: str) -> Iterator[None]:
    """In here, this process knows what the product's functions know: tables, buckets, schema."""
    before = dict(os.environ)
    os.environ |= _environment(house, product)
    os.environ |= house.aws | variables(house.postgres)
    clients.forget()
    database.forget()
    try:
        yield
    finally:
        database.forget()
        clients.forget()
        os.environ.clear()
        os.environ |= before


def _environment(house: "LocalStack", product: str) -> dict[str, str]:
    """All that CDK tells any of the product's functions."""
    known: dict[str, str] = {"PGUSER": product}
    for page in house.client("lambda").get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            told = function.get("Environment", {}).get("Variables", {})
            if told.get("POWERTOOLS_SERVICE_NAME") == product:
                known |= told
    return known
