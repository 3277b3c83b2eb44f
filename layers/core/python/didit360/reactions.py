"""The waking side of an event function: `handler = on_event(f)`.

An event of the bus arrives through the function's own queue, a change of a table through
its stream; both in batches. Each record is handled alone: one that fails is reported
back, retried by its source, and ends in the dead-letter queue; the others are done.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)

from didit360.log import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

Detail = dict[str, Any]
Item = dict[str, Any] | None
LambdaHandler = Callable[[dict[str, Any], "LambdaContext"], "PartialItemFailureResponse"]


def on_event(react: Callable[[Detail], None]) -> LambdaHandler:
    """The handler of a queue that an EventBridge rule fills; `react` gets each event's detail."""

    def handle(message: "SQSRecord") -> None:
        envelope = json.loads(message.body)
        logger().append_keys(event_id=envelope.get("id"), event_name=envelope.get("detail-type"))
        react(envelope["detail"])

    return _handler(EventType.SQS, handle)


def on_removal(react: Callable[[dict[str, Any]], None]) -> LambdaHandler:
    """The handler of a table's stream; `react` gets each removed item as it was."""

    def handle(change: "DynamoDBRecord") -> None:
        removed = change.dynamodb.old_image if change.dynamodb else None
        if change.raw_event.get("eventName") == "REMOVE" and removed:
            react(removed)

    return _handler(EventType.DynamoDBStreams, handle)


def on_change(react: Callable[[Item, Item], None]) -> LambdaHandler:
    """The handler of a table's stream; `react` gets each item as it was and as it is.

    The first is None of a new item, the second of a removed one. The stream keeps the order of
    one item's changes, and may tell one twice.
    """

    def handle(change: "DynamoDBRecord") -> None:
        if change.dynamodb:
            react(change.dynamodb.old_image or None, change.dynamodb.new_image or None)

    return _handler(EventType.DynamoDBStreams, handle)


def on_changes(react: Callable[[list[tuple[Item, Item]]], None]) -> LambdaHandler:
    """The same with all that came together: where it is done, or fails, as one.

    What failed comes again, in halves, until one change alone is left that is set aside.
    """
    from aws_lambda_powertools.utilities.data_classes import DynamoDBStreamEvent

    def handler(event: dict[str, Any], _: "LambdaContext") -> "PartialItemFailureResponse":
        images = (record.dynamodb for record in DynamoDBStreamEvent(event).records)
        found = [(image.old_image or None, image.new_image or None) for image in images if image]
        try:
            react(found)
        except Exception:
            logger().exception("a batch failed; its source sends it again")
            raise
        return {"batchItemFailures": []}

    return handler


def _handler(source: EventType, handle: Callable[[Any], None]) -> LambdaHandler:
    def logged(record: Any) -> None:
        try:
            handle(record)
        except Exception:
            logger().exception("a record failed; its source sends it again")
            raise

    def handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
        return process_partial_response(
            event=event,
            record_handler=logged,
            # Without this, Powertools raises when every record failed, and Lambda would
            # count the batch as one unexplained error of the function.
            processor=BatchProcessor(event_type=source, raise_on_entire_batch_failure=False),
            context=context,
        )

    return handler
