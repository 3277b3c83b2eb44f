"""Bring an instance's PostgreSQL forward, and let the products' roles in, each by its own password.

The passwords stand in a file that libpq itself reads (PGPASSFILE): functions find it through the
engine's environment, and no template and no log holds them.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from didit360.migrations import MigrationError, migrate, roles
from infra.local.postgres import DATABASE
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from infra.local.postgres import Postgres


def products(root: Path) -> dict[str, Path]:
    """The folders of .sql files, by the product whose schema they make."""
    folders = sorted((root / "functions").glob("*/data/migrations"))
    return {folder.parent.parent.name: folder for folder in folders}


def bring_forward(postgres: Postgres, root: Path) -> list[str]:
    """Apply what is new; what that was, as product/file. LocalError in one clear sentence."""
    wanted = products(root)
    passwords = _passwords(postgres.passfile, [role for name in wanted for role in roles(name)])
    try:
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            applied = migrate(connection, wanted)
            for role, password in passwords.items():
                connection.execute(
                    sql.SQL("alter role {} password {}").format(
                        sql.Identifier(role), sql.Literal(password)
                    )
                )
    except MigrationError as error:
        raise LocalError(f"The database cannot be brought forward: {error}") from error
    except psycopg.OperationalError as error:
        raise LocalError(f"PostgreSQL does not answer: {str(error).strip()}") from error
    return applied


def variables(postgres: Postgres) -> dict[str, str]:
    """What libpq needs to find this instance; as whom to come, each function says itself."""
    return {
        "PGHOST": "127.0.0.1",
        "PGPORT": str(postgres.port),
        "PGDATABASE": DATABASE,
        "PGPASSFILE": str(postgres.passfile.resolve()),
    }


def _passwords(passfile: Path, wanted: Sequence[str]) -> dict[str, str]:
    """Each role's password, made once. A line is host:port:database:user:password."""
    known = {}
    if passfile.exists():
        for line in passfile.read_text().splitlines():
            *_, user, password = line.split(":")
            known[user] = password
    missing = [user for user in wanted if user not in known]
    if missing:
        known |= {user: secrets.token_urlsafe(24) for user in missing}
        draft = passfile.with_name("pgpass.new")
        draft.unlink(missing_ok=True)
        # libpq ignores a file that others may read.
        draft.touch(mode=0o600)
        draft.write_text(
            "".join(f"127.0.0.1:*:{DATABASE}:{user}:{text}\n" for user, text in known.items())
        )
        draft.rename(passfile)
    return {user: known[user] for user in wanted}
