"""PostgreSQL as something that a function may touch: where it is, and as whom to come."""

from dataclasses import dataclass

from infra.cdk.parts.grant import Grant, Place, allow

NAME = "didit360"
PORT = 5432


def roles(product: str) -> tuple[str, str]:
    """Whom functions come as: who writes, and who only reads. didit360.migrations makes them."""
    return product, f"{product}_reader"


@dataclass(frozen=True)
class Door:
    """The way in: RDS Proxy, and the place in the network from which it can be reached."""

    host: str
    users: str
    """The ARN of the proxy's database users, without the name."""
    place: Place


@dataclass(frozen=True)
class Database:
    """The schema of one product, as one of its login roles.

    What they may do to which rows stands in the database: see didit360.migrations.
    """

    door: Door | None
    """None on one machine: the engine's environment says where PostgreSQL is."""
    product: str

    def reads(self) -> Grant:
        return self._comes_in_as(roles(self.product)[1])

    def writes(self) -> Grant:
        return self._comes_in_as(roles(self.product)[0])

    def _comes_in_as(self, user: str) -> Grant:
        if self.door is None:
            return Grant({"PGUSER": user}, layers=["postgres"])
        variables = {
            "PGHOST": self.door.host,
            "PGPORT": str(PORT),
            "PGDATABASE": NAME,
            "PGUSER": user,
            "PGSSLMODE": "verify-full",
            "DATABASE_AUTH": "iam",
        }
        return Grant(
            variables,
            [allow(["rds-db:connect"], [f"{self.door.users}/{user}"])],
            layers=["postgres"],
            place=self.door.place,
        )
