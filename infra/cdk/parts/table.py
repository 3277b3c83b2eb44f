"""A DynamoDB table: on demand, encrypted, recoverable to any second of the last 35 days."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import acknowledge, removal_policy, resource, stage_of

_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
_WRITE = (
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)


@dataclass(frozen=True)
class Index:
    """A global secondary index with every attribute; keys are strings, or it sorts by a number."""

    name: str
    key: str
    sort: str | None = None
    by_number: bool = False


@dataclass(frozen=True)
class Removals:
    """What a table's stream tells of rows that are gone."""

    table: "Table"


@dataclass(frozen=True)
class Changes:
    """What a table's stream tells of rows that come, change and go; so many at once."""

    table: "Table"
    at_once: int = 10


class Table(Construct):
    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        variable: str,
        key: str,
        sort: str | None = None,
        indexes: Sequence[Index] = (),
        expires: str | None = None,
        stream: bool = False,
        recoverable: bool = True,
    ) -> None:
        """`variable` names the table to functions; `expires`: rows go by this attribute."""
        super().__init__(scope, name)
        self._variable = variable
        self._indexes = indexes
        self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=_key(key),
            sort_key=_key(sort) if sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.DEFAULT,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=recoverable
            ),
            time_to_live_attribute=expires,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if stream else None,
            deletion_protection=stage_of(self).keep_data,
            removal_policy=removal_policy(self),
        )
        for index in indexes:
            self.table.add_global_secondary_index(
                index_name=index.name,
                partition_key=_key(index.key),
                sort_key=_key(index.sort, number=index.by_number) if index.sort else None,
            )
        if not recoverable:
            acknowledge(
                resource(self.table),
                "AwsSolutions-DDB3",
                reason="Holds only what may be lost: every row expires by itself.",
            )

    def reads(self) -> Grant:
        return self._grant(_READ)

    def writes(self) -> Grant:
        return self._grant((*_READ, *_WRITE))

    def surveys(self) -> Grant:
        return self._grant((*_READ, "dynamodb:Scan"))

    def removals(self) -> Removals:
        return Removals(self)

    def changes(self, *, at_once: int = Changes.at_once) -> Changes:
        return Changes(self, at_once)

    def _grant(self, actions: Sequence[str]) -> Grant:
        arn = self.table.table_arn
        permissions = [allow(actions, [arn])]
        if self._indexes:
            indexes = [f"{arn}/index/{index.name}" for index in self._indexes]
            permissions.append(allow(["dynamodb:Query"], indexes))
        return Grant({self._variable: self.table.table_name}, permissions)


def _key(name: str, *, number: bool = False) -> dynamodb.Attribute:
    kind = dynamodb.AttributeType.NUMBER if number else dynamodb.AttributeType.STRING
    return dynamodb.Attribute(name=name, type=kind)
