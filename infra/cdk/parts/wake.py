"""How an `on` function is woken: through a queue of its own, or by a table's stream."""

import json
from typing import TYPE_CHECKING, Protocol

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.cdk.parts.alarms import Alarms
from infra.cdk.parts.bucket import Arrivals
from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import acknowledge, resource, stage_of
from infra.cdk.parts.queue import MAX_ATTEMPTS, DeadLetters, Inbox
from infra.cdk.parts.schedules import Schedules
from infra.cdk.parts.table import Changes, Removals

if TYPE_CHECKING:
    from infra.cdk.parts.surroundings import Surroundings

BATCH = 10

Source = Arrivals | Changes | Removals | Schedules | Duration | None
"""Objects that arrive, rows that change or go, moments that were chosen, the clock; None: the
bus's event of the function's name."""


class Waking(Protocol):
    def grant(self) -> Grant: ...
    def attach(self, function: lambda_.IFunction) -> None: ...


class ByQueue(Construct):
    """Rule -> queue -> function. What fails five times rests in the dead-letter queue."""

    def __init__(
        self,
        source: Arrivals | Schedules | Duration | None,
        scope: Construct,
        name: str,
        around: "Surroundings",
        seconds: int,
    ) -> None:
        super().__init__(scope, "On" + name.title().replace("_", ""))
        if isinstance(source, Schedules):
            if seconds > source.seconds:
                raise ValueError(f"on/{name} takes {seconds} s: say so to its Schedules")
            self._queue = source.inbox.queue
            return
        inbox = Inbox(
            self, "Inbox", around.alarms, of=f"on/{name}", handled_in=Duration.seconds(seconds)
        )
        self._queue = inbox.queue
        rule = _rule(self, source, name, around.bus)
        rule.add_target(targets.SqsQueue(inbox.queue, dead_letter_queue=inbox.dead))

    def grant(self) -> Grant:
        actions = (
            "ChangeMessageVisibility",
            "DeleteMessage",
            "GetQueueAttributes",
            "ReceiveMessage",
        )
        return Grant(
            permissions=[allow([f"sqs:{action}" for action in actions], [self._queue.queue_arn])]
        )

    def attach(self, function: lambda_.IFunction) -> None:
        mapping = lambda_.EventSourceMapping(
            self,
            "Source",
            target=function,
            event_source_arn=self._queue.queue_arn,
            batch_size=BATCH,
            report_batch_item_failures=True,
            max_concurrency=stage_of(self).event_concurrency,
        )
        acknowledge(
            resource(mapping),
            "Serverless-LambdaEventSourceMappingDestination",
            reason="A queue's failures go by its redrive policy: Lambda has no destination there.",
        )


class ByStream(Construct):
    """A table's stream -> function. A record that keeps failing is set aside, the rest go on."""

    def __init__(
        self, source: Changes | Removals, scope: Construct, name: str, alarms: Alarms
    ) -> None:
        super().__init__(scope, "On" + name.title().replace("_", ""))
        arn = source.table.table.table_stream_arn
        if arn is None:
            raise ValueError(f"on/{name}: the table has no stream (stream=True)")
        self._stream_arn = arn
        self._kinds = ["REMOVE"] if isinstance(source, Removals) else []
        self._at_once = source.at_once if isinstance(source, Changes) else BATCH
        self._dead = DeadLetters(self, "DeadLetters", alarms, of=f"on/{name}")
        acknowledge(
            resource(self._dead),
            "AwsSolutions-SQS3",
            reason="It is a dead-letter queue: a stream's, which names it in its mapping.",
        )

    def grant(self) -> Grant:
        actions = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
        return Grant(
            permissions=[
                allow([f"dynamodb:{action}" for action in actions], [self._stream_arn]),
                allow(["sqs:SendMessage"], [self._dead.queue_arn]),
            ]
        )

    def attach(self, function: lambda_.IFunction) -> None:
        mapping = lambda_.CfnEventSourceMapping(
            self,
            "Source",
            function_name=function.function_name,
            event_source_arn=self._stream_arn,
            starting_position="TRIM_HORIZON",
            batch_size=self._at_once,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=MAX_ATTEMPTS,
            maximum_record_age_in_seconds=23 * 3600,
            parallelization_factor=1,
            function_response_types=["ReportBatchItemFailures"],
            filter_criteria=lambda_.CfnEventSourceMapping.FilterCriteriaProperty(
                filters=[
                    lambda_.CfnEventSourceMapping.FilterProperty(
                        pattern=json.dumps({"eventName": self._kinds})
                    )
                ]
            )
            if self._kinds
            else None,
            destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
                on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(
                    destination=self._dead.queue_arn
                )
            ),
        )
        # The mapping is checked against the role when it is made.
        if function.role:
            mapping.node.add_dependency(function.role)


def _rule(
    scope: Construct, source: Arrivals | Duration | None, name: str, bus: events.IEventBus
) -> events.Rule:
    match source:
        case Arrivals(bucket=bucket):
            pattern = events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [bucket.bucket.bucket_name]}},
            )
            return events.Rule(
                scope, "Rule", description=f"An object arrived: on/{name}", event_pattern=pattern
            )
        case None:
            pattern = events.EventPattern(
                source=events.Match.prefix("didit360."), detail_type=[name]
            )
            return events.Rule(
                scope,
                "Rule",
                description=f"{name}: on/{name}",
                event_bus=bus,
                event_pattern=pattern,
            )
        case _:
            return events.Rule(
                scope,
                "Rule",
                description=f"Again and again: on/{name}",
                schedule=events.Schedule.rate(source),
            )
