"""Call the sweep now, for what is left over at once: after a kill, nobody is at work on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from infra.local.problems import LocalError

if TYPE_CHECKING:
    from infra.local.stack import LocalStack


def sweep(house: LocalStack) -> None:
    """As its schedule would call it, but without patience; LocalError when a part of it fails."""
    event = {"id": "now", "detail-type": "sweep", "detail": {"patience_seconds": 0}}
    record = {"messageId": "now", "eventSource": "aws:sqs", "body": json.dumps(event)}
    answer = house.client("lambda").invoke(
        FunctionName=house.outputs["functions"]["sweep"]["id"],
        Payload=json.dumps({"Records": [record]}).encode(),
    )
    said = json.loads(answer["Payload"].read())
    if answer.get("FunctionError") or said["batchItemFailures"]:
        raise LocalError("The sweep failed: `make logs F=sweep` says why.")
