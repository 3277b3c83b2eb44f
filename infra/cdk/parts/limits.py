"""Where didit360.limits counts what people and addresses ask."""

from dataclasses import dataclass

from aws_cdk import aws_secretsmanager as secretsmanager

from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import stage_of
from infra.cdk.parts.table import Table

EDGE_HEADER = "X-Didit360-Edge"
EDGE_KEY = "EDGE_KEY"


def edge_key_of(secret: secretsmanager.ISecret) -> str:
    """A reference that CloudFormation resolves. It opens nothing: an operation that is called
    beside the edge under it only takes another's word for its own address."""
    return secret.secret_value.unsafe_unwrap()


@dataclass(frozen=True)
class Limits:
    table: Table
    edge_key: secretsmanager.ISecret | None
    """What the edge adds to each request, so that it is believed who the viewer is."""

    def counts(self) -> Grant:
        """Count, and see the count in the same stroke; nothing else."""
        table = self.table.table
        times = stage_of(self.table).limits_times
        return Grant(
            {
                "LIMITS_TABLE": table.table_name,
                **({"LIMITS_TIMES": str(times)} if times != 1 else {}),
                **({EDGE_KEY: edge_key_of(self.edge_key)} if self.edge_key else {}),
            },
            [allow(["dynamodb:UpdateItem"], [table.table_arn])],
        )
