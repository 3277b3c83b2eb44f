"""Bring a database forward: a schema and two login roles a product, and the product's .sql files.

Each file runs once, in the order of the names, in a transaction of its own that also notes it.
A product's role may read and write the rows of its own schema and nothing else; its reader, whom
functions come as that change nothing, may only read them. Safe to run again, and beside itself: the
later one waits.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Identifier

EXTENSIONS: tuple[LiteralString, ...] = ("btree_gin", "citext", "pg_trgm", "unaccent")

_LOCK = 0x_D1D1_7360
_SETTINGS: Mapping[LiteralString, str] = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}


def roles(product: str) -> tuple[str, str]:
    """Whom the functions of a product come as: who writes, and who only reads."""
    return product, f"{product}_reader"


class MigrationError(Exception):
    """A sentence that says which file cannot be applied, and why."""


class NewerError(MigrationError):
    """The database is ahead of this code, as after a deployment that was rolled back."""


def migrate(connection: "Connection[Any]", products: Mapping[str, Path]) -> list[str]:
    """Apply what is new, as the database's administrator; what was applied, as product/file.

    `products` are folders of .sql files by schema. The connection must be in autocommit mode.
    MigrationError leaves everything before the file that failed.
    """
    connection.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        _extend(connection)
        applied = []
        for product, folder in products.items():
            _make_room(connection, product)
            applied += [f"{product}/{name}" for name in _apply(connection, product, folder)]
            _let_in(connection, product)
        return applied
    finally:
        connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _extend(connection: "Connection[Any]") -> None:
    from psycopg import sql

    for extension in EXTENSIONS:
        connection.execute(
            sql.SQL("create extension if not exists {} schema public").format(
                sql.Identifier(extension)
            )
        )
    connection.execute("revoke create on schema public from public")


def _make_room(connection: "Connection[Any]", product: str) -> None:
    from psycopg import sql

    name = sql.Identifier(product)
    connection.execute(sql.SQL("create schema if not exists {}").format(name))
    for role in roles(product):
        _make_role(connection, role, name)
    connection.execute(
        sql.SQL(
            "create table if not exists {}.migrations (name text primary key,"
            " sha256 text not null, applied_at timestamptz not null default now())"
        ).format(name)
    )
    connection.execute(
        sql.SQL(
            "create table if not exists {}.outbox (id bigint generated always as identity"
            " primary key, name text not null, detail jsonb not null,"
            " kept_at timestamptz not null default now())"
        ).format(name)
    )


def _make_role(connection: "Connection[Any]", role: str, schema: "Identifier") -> None:
    from psycopg import sql

    name = sql.Identifier(role)
    known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    if known is None:
        connection.execute(sql.SQL("create role {} login").format(name))
    by_iam = connection.execute("select 1 from pg_roles where rolname = 'rds_iam'").fetchone()
    if by_iam is not None:
        connection.execute(sql.SQL("grant rds_iam to {}").format(name))
    connection.execute(sql.SQL("alter role {} set search_path = {}, public").format(name, schema))
    for key, value in _SETTINGS.items():
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(
                name, sql.Identifier(key), sql.Literal(value)
            )
        )


def _apply(connection: "Connection[Any]", product: str, folder: Path) -> Iterator[str]:
    import psycopg
    from psycopg import sql

    name = sql.Identifier(product)
    rows = connection.execute(sql.SQL("select name, sha256 from {}.migrations").format(name))
    known = {row[0]: row[1] for row in rows.fetchall()}
    files = sorted(folder.glob("*.sql"))
    missing = known.keys() - {file.name for file in files}
    if missing:
        raise NewerError(
            f"{product}: the database has {', '.join(sorted(missing))}, which this code does not: "
            "it was made by a newer version."
        )
    for file in files:
        text = file.read_text()
        digest = hashlib.sha256(text.encode()).hexdigest()
        if file.name in known:
            if known[file.name] != digest:
                raise MigrationError(
                    f"{product}/{file.name} was changed after it was applied: add a file instead."
                )
            continue
        try:
            with connection.transaction():
                connection.execute(sql.SQL("set local search_path = {}, public").format(name))
                connection.execute(sql.SQL(text))
                connection.execute(
                    sql.SQL("insert into {}.migrations (name, sha256) values (%s, %s)").format(
                        name
                    ),
                    [file.name, digest],
                )
        except psycopg.Error as error:
            raise MigrationError(f"{product}/{file.name}: {str(error).strip()}") from error
        yield file.name


def _let_in(connection: "Connection[Any]", product: str) -> None:
    from psycopg import sql

    writer, reader = map(sql.Identifier, roles(product))
    for grant in (
        "grant usage on schema {schema} to {schema}, {reader}",
        "grant select on all tables in schema {schema} to {reader}",
        "grant select, insert, update, delete on all tables in schema {schema} to {schema}",
        "grant usage on all sequences in schema {schema} to {schema}",
        "revoke insert, update, delete on {schema}.migrations from {schema}",
    ):
        connection.execute(sql.SQL(grant).format(schema=writer, reader=reader))
