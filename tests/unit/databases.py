"""The platform's database on a real PostgreSQL: migrated once, emptied before each test."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from didit360.migrations import migrate, roles

FUNCTIONS = Path(__file__).parents[2] / "functions"


@dataclass
class Databases:
    """`url` is the administrator's."""

    url: str
    password: str = field(default_factory=secrets.token_urlsafe)

    @property
    def products(self) -> dict[str, Path]:
        """Where each product that has any keeps its migrations."""
        found = FUNCTIONS.glob("*/data/migrations")
        return {folder.parents[1].name: folder for folder in sorted(found)}

    def migrate(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as admin:
            migrate(admin, self.products)
            for role in (role for product in self.products for role in roles(product)):
                admin.execute(
                    sql.SQL("alter role {} password {}").format(
                        sql.Identifier(role), sql.Literal(self.password)
                    )
                )

    def empty(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as admin:
            tables = admin.execute(
                "select schemaname, tablename from pg_tables"
                " where schemaname = any(%s) and tablename <> 'migrations'",
                [list(self.products)],
            ).fetchall()
            if tables:
                named = sql.SQL(", ").join(sql.Identifier(*table) for table in tables)
                admin.execute(sql.SQL("truncate {} restart identity").format(named))

    def environment(self, product: str) -> dict[str, str]:
        """libpq's variables for a product's role."""
        server = psycopg.conninfo.conninfo_to_dict(self.url)
        return {
            "PGHOST": str(server["host"]),
            "PGPORT": str(server["port"]),
            "PGDATABASE": str(server["dbname"]),
            "PGUSER": product,
            "PGPASSWORD": self.password,
        }
