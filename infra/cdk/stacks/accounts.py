"""Accounts: people, what they are to each other, their roles and plans, and their data back.

A function that reaches PostgreSQL is in the private network and reaches no Cognito: what takes both
is two functions and an event.
"""

from aws_cdk import Duration

from infra.cdk.parts.bucket import Part
from infra.cdk.parts.database import Database
from infra.cdk.parts.function import Shape
from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Table
from infra.cdk.stacks.identity import People
from infra.cdk.stacks.media import MediaStack

ACCOUNTS = "accounts"

_CARD = ["person_changed"]
"""The first call of a person may be any of them: it makes their profile, and says so."""
_FOLLOWS = ["person_followed", "person_unfollowed"]
_BLOCKS = ["person_blocked", "person_unblocked"]


class AccountsStack(Room):
    def __init__(self, platform: Platform, around: Surroundings, media: MediaStack) -> None:
        super().__init__(platform, ACCOUNTS)
        database = Database(around.door, ACCOUNTS)
        self.people = people = Table(
            self, "People", variable="PEOPLE_TABLE", key="person_id", sort="fact"
        )
        self.product = accounts = Product(self, ACCOUNTS, around)

        accounts.operation("get_me", writes=[database], publishes=_CARD)
        accounts.operation("update_me", writes=[database], publishes=_CARD)
        accounts.operation(
            "create_avatar",
            writes=[database],
            pictures=[media.pictures],
            limits=["pictures"],
            publishes=_CARD,
        )
        accounts.operation("delete_avatar", writes=[database], publishes=[*_CARD, "image_released"])
        accounts.operation("get_person", public=True, reads=[database])
        accounts.operation("see_person", writes=[database], publishes=_CARD)

        accounts.on("image_ready", writes=[database], publishes=[*_CARD, "image_released"])
        accounts.on("image_failed", writes=[database])
        # Each reads PostgreSQL and writes what every product may know of it.
        for fact in ("person_changed", "plan_changed", *_BLOCKS):
            accounts.on(fact, reads=[database], writes=[people])
        accounts.schedule(
            "outbox",
            Duration.minutes(1),
            writes=[database],
            publishes=[
                *(*_CARD, *_FOLLOWS, *_BLOCKS, "plan_changed", "image_released"),
                *("role_granted", "role_refused"),
                *("export_asked", "erasure_asked", "person_erased"),
            ],
        )

        _ties(accounts.part("ties"), database)
        _roles_and_plans(accounts.part("roles"), database, People(around.people))
        _my_data(accounts.part("my-data"), database, People(around.people), people, around)


def _ties(ties: Product, database: Database) -> None:
    """Who follows and blocks whom."""
    says = [*_CARD, *_FOLLOWS]
    ties.operation("follow", writes=[database], publishes=says)
    ties.operation("unfollow", writes=[database], publishes=says)
    ties.operation("list_followers", lists=[database], publishes=_CARD)
    ties.operation("list_following", lists=[database], publishes=_CARD)
    ties.operation("block", writes=[database], publishes=[*says, "person_blocked"])
    ties.operation("unblock", writes=[database], publishes=[*_CARD, "person_unblocked"])
    ties.operation("list_blocks", lists=[database], publishes=_CARD)


def _roles_and_plans(part: Product, database: Database, pool: People) -> None:
    """What people may do: asked for and granted."""
    part.operation("create_role_request", writes=[database], limits=["writes"], publishes=_CARD)
    part.operation("list_my_role_requests", lists=[database], publishes=_CARD)
    part.operation("list_role_requests", lists=[database])
    part.operation(
        "decide_role_request",
        writes=[database],
        publishes=[*_CARD, "role_granted", "role_refused"],
    )
    part.on("role_granted", joins=[pool], publishes=["role_given"])
    part.on("role_given", writes=[database], publishes=_CARD)

    part.operation("get_my_plan", writes=[database], publishes=_CARD)
    part.operation("set_plan", writes=[database], publishes=[*_CARD, "plan_changed"])


def _my_data(
    part: Product, database: Database, pool: People, people: Table, around: Surroundings
) -> None:
    """Everything that is held about a person: given to them, or taken away."""
    exports, mine = around.exports, Part(around.exports, ACCOUNTS)
    part.operation("create_export", writes=[database], publishes=[*_CARD, "export_asked"])
    part.operation("get_export", reads=[exports], writes=[database], publishes=_CARD)
    part.on("export_asked", reads=[pool], writes=[mine], publishes=["export_requested"])
    part.on(
        "export_requested",
        shape=Shape(seconds=300),
        reads=[database],
        writes=[mine],
        publishes=["export_part_ready"],
    )
    part.on(
        "export_part_ready",
        shape=Shape(memory=1024, seconds=600),
        reads=[exports],
        writes=[database, exports],
        erases=[exports],
    )

    part.operation("erase_me", writes=[database], publishes=[*_CARD, "erasure_asked"])
    part.on("erasure_asked", closes=[pool], publishes=["erasure_requested"])
    part.on(
        "erasure_requested",
        shape=Shape(memory=512, seconds=300),
        writes=[database, people],
        erases=[exports],
        publishes=[*_CARD, "person_unblocked", "image_released", "erasure_part_done"],
    )
    part.on("erasure_part_done", writes=[database], publishes=["person_erased"])
    part.on("person_erased", erases=[pool])
    part.schedule("overdue", Duration.minutes(5), writes=[database], publishes=["erasure_asked"])
