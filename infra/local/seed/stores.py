"""Reach a running house's stores as its functions do: by the products' own data modules."""

import os
import sys
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
    _forget()
    try:
        yield
    finally:
        _forget()
        os.environ.clear()
        os.environ |= before


def _forget() -> None:
    database.forget()
    clients.forget()
    forget_tables()


def forget_tables() -> None:
    """A table's name is read when the module of its rows is: who asks next reads it again."""
    for name, module in tuple(sys.modules.items()):
        package, _, short = name.rpartition(".")
        if package.endswith(".data") and hasattr(module, "setting") and short.endswith("rows"):
            del sys.modules[name]
            # `from package import module` looks here first.
            delattr(sys.modules[package], short)


def _environment(house: "LocalStack", product: str) -> dict[str, str]:
    """All that CDK tells any of the product's functions."""
    known: dict[str, str] = {"PGUSER": product}
    for page in house.client("lambda").get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            told = function.get("Environment", {}).get("Variables", {})
            if told.get("POWERTOOLS_SERVICE_NAME") == product:
                known |= told
    return known
