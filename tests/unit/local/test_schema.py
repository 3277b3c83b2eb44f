"""An instance's database is brought forward, and each product's role let in by its password."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.local import processes, schema
from infra.local.postgres import Postgres
from infra.local.problems import LocalError


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "postgres", processes.free_port())
    program = server.start()
    yield server
    program.stop()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of one product with one migration."""
    folder = tmp_path / "functions" / "shop" / "data" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_fruits.sql").write_text("create table fruits (name text)")
    return tmp_path


def test_a_function_finds_its_schema_by_libpq_s_own_variables(
    postgres: Postgres, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert schema.bring_forward(postgres, root) == ["shop/0001_fruits.sql"]
    assert schema.bring_forward(postgres, root) == []
    for name, value in schema.variables(postgres).items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(user="shop") as connection:
        assert connection.execute("select count(*) from fruits").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("drop table fruits")
    with psycopg.connect(user="shop_reader") as connection:
        assert connection.execute("select count(*) from fruits").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("insert into fruits values ('pear')")
    mode = stat.S_IMODE(postgres.passfile.stat().st_mode)
    assert mode == 0o600, "libpq ignores a file that others may read"


def test_a_new_product_keeps_the_others_passwords(postgres: Postgres, root: Path) -> None:
    schema.bring_forward(postgres, root)
    before = postgres.passfile.read_text()
    (root / "functions" / "bank" / "data" / "migrations").mkdir(parents=True)
    schema.bring_forward(postgres, root)
    assert postgres.passfile.read_text().startswith(before)
    assert ":bank:" in postgres.passfile.read_text()


def test_a_broken_migration_is_one_sentence(postgres: Postgres, root: Path) -> None:
    folder = root / "functions" / "shop" / "data" / "migrations"
    (folder / "0002_wrong.sql").write_text("create tabel nothing ()")
    with pytest.raises(LocalError, match=r"shop/0002_wrong\.sql: syntax error"):
        schema.bring_forward(postgres, root)


def test_a_server_that_does_not_answer_is_one_sentence(tmp_path: Path, root: Path) -> None:
    nobody = Postgres(tmp_path, processes.free_port())
    (tmp_path / "password").write_text("p")
    with pytest.raises(LocalError, match="PostgreSQL does not answer"):
        schema.bring_forward(nobody, root)
