"""Where didit360.limits counts what people and addresses ask."""

from dataclasses import dataclass

from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import stage_of
from infra.cdk.parts.table import Table


@dataclass(frozen=True)
class Limits:
    table: Table

    def counts(self) -> Grant:
        """Count, and see the count in the same stroke; nothing else."""
        table = self.table.table
        times = stage_of(self.table).limits_times
        return Grant(
            {
                "LIMITS_TABLE": table.table_name,
                **({"LIMITS_TIMES": str(times)} if times != 1 else {}),
            },
            [allow(["dynamodb:UpdateItem"], [table.table_arn])],
        )
