"""Transactions, their events, and migrations, against a real PostgreSQL."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from didit360 import database as db
from didit360 import events, outbox
from didit360.migrations import MigrationError, migrate
from didit360.problems import Unavailable
from tests.unit.aws import Said
from tests.unit.databases import Databases

Connect = Callable[[str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_first.sql").write_text("create table thing (id int primary key);")
    return tmp_path


@pytest.fixture
def shop(databases: Databases, folder: Path, database: Connect) -> str:
    """A product of this test's own, migrated and connected to."""
    with psycopg.connect(databases.url, autocommit=True) as admin:
        admin.execute("drop schema if exists shop cascade")
        migrate(admin, {"shop": folder})
        admin.execute(f"alter role shop password '{databases.password}'")
    database("shop")
    return databases.url


@pytest.mark.usefixtures("shop")
def test_what_is_raised_undoes_rows_and_events(said: Said) -> None:

    def half_done() -> None:
        with db.transaction() as tx:
            tx.run("insert into thing values (1)")
            tx.say("thing_made", {"id": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert db.all("select * from thing") == []
    assert said == []
    assert db.one("select count(*) as kept from outbox") == {"kept": 0}


@pytest.mark.usefixtures("shop")
def test_events_are_said_after_the_commit_and_not_kept(said: Said) -> None:
    with db.transaction() as tx:
        tx.run("insert into thing values (1)")
        tx.say("thing_made", {"id": 1})
        assert said == []
    assert said == [("thing_made", {"id": 1})]
    assert db.one("select count(*) as kept from outbox") == {"kept": 0}


@pytest.mark.usefixtures("shop")
def test_what_the_bus_does_not_take_is_said_later(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, _detail: object) -> None:
        raise events.EventNotAcceptedError(name)

    with monkeypatch.context() as down:
        down.setattr(events, "publish", refuse)
        with db.transaction() as tx:
            tx.say("thing_made", {"id": 1})
    assert outbox.relay() == 0, "it is not yet late"
    with db.transaction() as tx:
        tx.run("update outbox set kept_at = now() - interval '1 minute'")
    assert outbox.relay() == 1
    assert said == [("thing_made", {"id": 1})]
    assert outbox.relay() == 0


@pytest.mark.usefixtures("shop")
def test_what_the_bus_refuses_keeps_nobody_waiting(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def picky(name: str, detail: dict[str, int]) -> None:
        if detail["id"] < bad:
            raise events.EventNotAcceptedError(name)
        said.publish(name, detail)

    with db.transaction() as tx:
        tx.many(
            "insert into outbox (name, detail, kept_at)"
            " values ('thing_made', %s, now() - interval '1 minute')",
            [(f'{{"id": {number}}}',) for number in range(8)],
        )
    bad = 5
    monkeypatch.setattr(events, "publish", picky)
    with pytest.raises(events.EventNotAcceptedError, match="5 events wait on; 0 were said"):
        outbox.relay()
    assert outbox.relay() == 3, "those that wait come last"
    bad = 1
    with db.transaction() as tx:
        tx.run("update outbox set kept_at = now() - interval '1 minute'")
    with pytest.raises(events.EventNotAcceptedError, match="1 events wait on; 4 were said"):
        outbox.relay()
    assert sorted(detail["id"] for _, detail in said) == [1, 2, 3, 4, 5, 6, 7]


def test_what_is_committed_is_done_even_if_its_event_cannot_be_forgotten(
    shop: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(name: str, detail: dict[str, int]) -> None:
        said.publish(name, detail)
        with psycopg.connect(shop, autocommit=True) as admin:
            admin.execute("alter table shop.outbox rename to away")

    monkeypatch.setattr(events, "publish", cut_off)
    times = 0

    def step(tx: db.Transaction) -> str:
        nonlocal times
        times += 1
        tx.run("insert into thing values (1)")
        tx.say("thing_made", {"id": 1})
        return "done"

    assert db.attempt(step) == "done"
    assert (times, said) == (1, [("thing_made", {"id": 1})])


@pytest.mark.usefixtures("shop")
def test_who_waits_too_long_for_another_is_told_to_try_again(shop: str) -> None:
    with db.transaction() as tx:
        tx.run("insert into thing values (1)")

    def step(tx: db.Transaction) -> None:
        tx.run("set local lock_timeout = '50ms'")
        tx.run("update thing set id = 2")

    with psycopg.connect(shop) as other:
        other.execute("select * from shop.thing for update")
        with pytest.raises(Unavailable):
            db.attempt(step)
    db.attempt(step)
    assert db.all("select id from thing") == [{"id": 2}]


def test_a_connection_that_was_cut_is_made_anew(shop: str) -> None:
    def cut() -> None:
        with psycopg.connect(shop, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'shop'"
            )

    assert db.one("select 1 as one") == {"one": 1}
    cut()
    assert db.one("select 1 as one") == {"one": 1}
    cut()
    with db.transaction() as tx:
        tx.run("insert into thing values (1)")
    assert db.all("select id from thing") == [{"id": 1}]


@pytest.mark.usefixtures("shop")
def test_a_database_that_lets_nobody_in_is_a_503_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    db.forget()
    monkeypatch.setenv("PGUSER", "stranger")
    asks: list[Callable[[], object]] = [
        lambda: db.one("select 1"),
        lambda: db.attempt(lambda tx: tx.one("select 1")),
    ]
    for ask in asks:
        with pytest.raises(Unavailable) as problem:
            ask()
        assert (problem.value.status, dict(problem.value.headers)) == (503, {"Retry-After": "5"})
        assert "stranger" not in problem.value.detail


@pytest.mark.usefixtures("shop")
def test_a_role_reaches_its_own_schema_alone() -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.all("select * from music.outbox")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.all("create table other (id int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.all("delete from migrations returning name")


@pytest.mark.usefixtures("shop")
def test_migrations_run_forward_on_a_filled_database(databases: Databases, folder: Path) -> None:
    with db.transaction() as tx:
        tx.run("insert into thing values (1)")
    (folder / "0002_second.sql").write_text(
        "alter table thing add column name text not null default 'x'; create table more (id int)"
    )
    with psycopg.connect(databases.url, autocommit=True) as admin:
        assert migrate(admin, {"shop": folder}) == ["shop/0002_second.sql"]
        assert migrate(admin, {"shop": folder}) == []
    assert db.all("select * from thing") == [{"id": 1, "name": "x"}]
    assert db.all("select * from more") == [], "the role may read what came later"


@pytest.mark.usefixtures("shop")
def test_a_failing_migration_leaves_what_was_before(databases: Databases, folder: Path) -> None:
    (folder / "0002_bad.sql").write_text("create table half (id int); select nonsense;")
    with psycopg.connect(databases.url, autocommit=True) as admin:
        with pytest.raises(MigrationError, match=r"shop/0002_bad.sql: .*nonsense"):
            migrate(admin, {"shop": folder})
        assert admin.execute("select to_regclass('shop.half')").fetchone() == (None,)
        (folder / "0002_bad.sql").unlink()
        (folder / "0001_first.sql").write_text("select 1")
        with pytest.raises(MigrationError, match="changed after it was applied"):
            migrate(admin, {"shop": folder})
        (folder / "0001_first.sql").unlink()
        with pytest.raises(MigrationError, match="made by a newer version"):
            migrate(admin, {"shop": folder})


def test_two_that_migrate_at_once_do_not_meet(databases: Databases, folder: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def go(_: int) -> list[str]:
        with psycopg.connect(databases.url, autocommit=True) as admin:
            return migrate(admin, {"shop": folder})

    with psycopg.connect(databases.url, autocommit=True) as admin:
        admin.execute("drop schema if exists shop cascade")
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(go, range(4)))
    assert sorted(done, key=len) == [[], [], [], ["shop/0001_first.sql"]]


@pytest.mark.usefixtures("shop")
def test_no_password_is_in_the_environment_on_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """On AWS the token is IAM's, and the proxy must show a certificate that the SDK trusts."""
    asked: dict[str, object] = {}

    def connect(**options: object) -> None:
        asked.update(options)

    monkeypatch.setenv("DATABASE_AUTH", "iam")
    monkeypatch.setattr(psycopg.Connection, "connect", connect)
    db._connect()
    token = str(asked["password"])
    assert token.startswith(f"{os.environ['PGHOST']}:{os.environ['PGPORT']}/?Action=connect")
    assert "DBUser=shop" in token
    assert Path(str(asked["sslrootcert"])).is_file()


@pytest.mark.usefixtures("shop")
def test_more_environments_than_memory_holds_have_a_connection_each() -> None:
    """Of some 67 MB each, in an engine that lets 1000 of them work at once."""
    with ExitStack() as stack:
        for _ in range(400):
            stack.enter_context(psycopg.connect())
        assert db.one("select 1 as there") == {"there": 1}
