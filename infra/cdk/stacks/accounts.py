"""Accounts: who the caller is, and the roles that people take on."""

from infra.cdk.parts.database import Database
from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Table
from infra.cdk.stacks.identity import People
from infra.cdk.stacks.media import MediaStack

ACCOUNTS = "accounts"


class AccountsStack(Room):
    def __init__(self, platform: Platform, around: Surroundings, media: MediaStack) -> None:
        super().__init__(platform, ACCOUNTS)
        pool = People(around.people)
        pictures, exports = media.pictures, around.exports
        database = Database(around.door, ACCOUNTS)
        self.people = people = Table(
            self, "People", variable="PEOPLE_TABLE", key="person_id", sort="fact"
        )
        self.product = accounts = Product(self, ACCOUNTS, around)

        accounts.operation("get_me")
