"""Reach a running house's stores as its functions do: by the products' own data modules."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from didit360 import clients, database
from infra.local.schema import variables
from infra.local.stack import LocalStack

_NAMED = {
    "BUS_NAME": "bus",
    "CATALOGUE_TABLE": "catalogue_table",
    "CHARTS_TABLE": "charts_table",
    "LIBRARY_TABLE": "library_table",
    "LISTENING_TABLE": "listening_table",
    "PEOPLE_TABLE": "people_table",
    "PICTURES_BUCKET": "pictures_bucket",
    "PLAYS_TABLE": "plays_table",
    "RELEASES_TABLE": "releases_table",
}


@contextmanager
def as_product(house: LocalStack, product: str) -> Iterator[None]:
    """In here, this process is a function of the product: its tables, its schema, its events."""
    before = dict(os.environ)
    os.environ |= house.aws | variables(house.postgres)
    os.environ |= {name: house.outputs[key] for name, key in _NAMED.items()}
    os.environ |= {"POWERTOOLS_SERVICE_NAME": product, "PGUSER": product}
    clients.forget()
    database.forget()
    try:
        yield
    finally:
        database.forget()
        clients.forget()
        os.environ.clear()
        os.environ |= before
