"""Accounts: who the caller is, and the roles that people take on."""

from aws_cdk import CfnOutput

from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.stacks.identity import People

ACCOUNTS = "accounts"


class AccountsStack(Room):
    def __init__(self, platform: Platform, around: Surroundings) -> None:
        super().__init__(platform, ACCOUNTS)
        people = People(around.people)
        self.product = accounts = Product(self, ACCOUNTS, around)

        accounts.operation("get_me")
        accounts.operation("join_role", joins=[people])

        CfnOutput(self, "ApiId", value=accounts.api.api.rest_api_id)
