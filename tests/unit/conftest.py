"""Unit tests run on moto with the settings that CDK would give."""

from collections.abc import Callable, Iterator

import pytest

from didit360 import database as database_
from infra.local import processes
from infra.local.postgres import Postgres
from tests.unit import aws as house
from tests.unit.databases import Databases


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in house.SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def aws() -> Iterator[None]:
    with house.aws():
        yield


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> house.Said:
    return house.listen(monkeypatch)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A real PostgreSQL, migrated."""
    server = Postgres(tmp_path_factory.mktemp("postgres"), processes.free_port())
    program = server.start()
    found = Databases(server.url)
    found.migrate()
    yield found
    program.stop()


@pytest.fixture
def database(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """`database("music")`: an empty database, and didit360.database connects as that product."""
    databases.empty()

    def connect_as(product: str) -> None:
        database_.forget()
        for name, value in databases.environment(product).items():
            monkeypatch.setenv(name, value)

    yield connect_as
    database_.forget()
