"""The custom resource that brings the database forward, on a real PostgreSQL."""

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest

from database.data import administrator
from database.on import migrate
from tests.unit.databases import Databases

Answers = list[dict[str, Any]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What CloudFormation hears."""
    heard: Answers = []
    monkeypatch.setattr(migrate, "_answer", lambda _event, outcome: heard.append(outcome))
    return heard


@pytest.fixture
def folder(tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the one product of this test has its files; the cluster is the tests' own."""
    folder = tmp_path / "stall" / "data" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_first.sql").write_text("create table fruits (name text)")
    monkeypatch.setattr(migrate, "_PRODUCTS", tmp_path)
    monkeypatch.setattr(
        administrator, "connection", lambda: psycopg.connect(databases.url, autocommit=True)
    )
    yield folder
    with psycopg.connect(databases.url, autocommit=True) as admin:
        admin.execute("drop schema if exists stall cascade")
        admin.execute("drop role if exists stall")


def ask(kind: str) -> None:
    request = {"StackId": "stack", "RequestId": "request", "LogicalResourceId": "Schemas"}
    migrate.handler(request | {"RequestType": kind, "ResponseURL": "https://there"}, None)


def applied(databases: Databases) -> list[str]:
    with psycopg.connect(databases.url, autocommit=True) as admin:
        rows = admin.execute("select name from stall.migrations order by name").fetchall()
    return [name for (name,) in rows]


def test_a_deployment_applies_what_is_new(
    folder: Path, databases: Databases, answers: Answers
) -> None:
    ask("Create")
    (folder / "0002_second.sql").write_text("alter table fruits add colour text")
    ask("Update")
    assert applied(databases) == ["0001_first.sql", "0002_second.sql"]
    assert [answer["Status"] for answer in answers] == ["SUCCESS", "SUCCESS"]
    assert {answer["PhysicalResourceId"] for answer in answers} == {"migrations"}, "never replaced"


def test_an_error_fails_the_deployment_and_says_why(
    folder: Path, databases: Databases, answers: Answers
) -> None:
    ask("Create")
    (folder / "0002_second.sql").write_text("alter table vegetables add colour text")
    ask("Update")
    assert answers[-1]["Status"] == "FAILED"
    assert "stall/0002_second.sql" in answers[-1]["Reason"]
    assert '"vegetables" does not exist' in answers[-1]["Reason"]
    assert applied(databases) == ["0001_first.sql"]


def test_a_rollback_leaves_the_database_where_it_is(
    folder: Path, databases: Databases, answers: Answers
) -> None:
    later = folder / "0002_second.sql"
    later.write_text("alter table fruits add colour text")
    ask("Create")
    later.unlink()
    ask("Update")
    assert answers[-1]["Status"] == "SUCCESS"
    assert applied(databases) == ["0001_first.sql", "0002_second.sql"]


def test_what_was_applied_and_then_changed_fails(folder: Path, answers: Answers) -> None:
    ask("Create")
    (folder / "0001_first.sql").write_text("create table fruits (name text, price int)")
    ask("Update")
    assert answers[-1]["Status"] == "FAILED"


@pytest.mark.usefixtures("folder")
def test_deleting_the_stack_touches_nothing(answers: Answers) -> None:
    ask("Delete")
    assert [answer["Status"] for answer in answers] == ["SUCCESS"]


def test_a_long_reason_is_cut_to_what_cloudformation_takes(
    folder: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise OSError("x" * 5000)

    del folder
    monkeypatch.setattr(administrator, "connection", unreachable)
    ask("Create")
    assert answers[-1]["Status"] == "FAILED"
    assert len(json.dumps(answers[-1])) < 4096


@pytest.mark.usefixtures("aws")
def test_the_administrator_comes_by_aurora_s_secret_and_checked_tls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = json.dumps({"username": "postgres", "password": "p"})
    arn = boto3.client("secretsmanager").create_secret(Name="s", SecretString=secret)["ARN"]
    monkeypatch.setenv("DATABASE_SECRET", arn)
    given: dict[str, Any] = {}
    monkeypatch.setattr(psycopg, "connect", lambda **said: given.update(said))
    administrator.connection()
    assert (given["user"], given["password"], given["sslmode"]) == ("postgres", "p", "verify-full")
    assert given["autocommit"] is True
    known = ssl.create_default_context(cafile=given["sslrootcert"])
    assert known.cert_store_stats()["x509_ca"] > 80, "every region's"
