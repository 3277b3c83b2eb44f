"""Accounts: who the caller is, and the roles that people take on."""

from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.parts.surroundings import Surroundings

ACCOUNTS = "accounts"


class AccountsStack(Room):
    def __init__(self, platform: Platform, around: Surroundings) -> None:
        super().__init__(platform, ACCOUNTS)
        self.product = accounts = Product(self, ACCOUNTS, around)

        accounts.operation("get_me")
