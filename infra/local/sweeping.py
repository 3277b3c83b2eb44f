"""Call now what a schedule calls later: after a kill nobody is at work on what is left over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from infra.local.problems import LocalError
from infra.local.stepwise import answers

if TYPE_CHECKING:
    from infra.local.stack import LocalStack


_TRIES = 3


def sweep(house: LocalStack) -> None:
    """As its schedule would call it, but without patience; LocalError when a part of it fails."""
    call(house, "sweep")


def sweep_mints(house: LocalStack) -> None:
    """The same for what is being brought onto the chain."""
    call(house, "overdue_mints")


def rebuild_market(house: LocalStack) -> None:
    """Take out of the market what the Ledger has forgotten: PostgreSQL outlives a kill whole, the
    engine's tables without their last seconds, and no stream tells of what those never had.
    """
    function = house.outputs["functions"]["reindex_market"]["id"]
    chain = str(house.outputs["chain"]["id"])
    for left in reversed(range(_TRIES)):
        try:
            for _ in answers(house.client("lambda"), function, {"chain": chain}):
                pass
        except LocalError:
            # Whatever waited for the start writes to the market, too; a turn may not have come.
            if not left:
                raise
        else:
            return


def follow(house: LocalStack) -> None:
    """Have the market follow the chain from now on: its schedule begins a minute later."""
    house.client("lambda").invoke(
        FunctionName=house.outputs["functions"]["follow_chain"]["id"],
        InvocationType="Event",
        Payload=_as_queued({}),
    )


def call(house: LocalStack, name: str) -> None:
    """Have one of the scheduled functions run to its end; LocalError when it fails."""
    answer = house.client("lambda").invoke(
        FunctionName=house.outputs["functions"][name]["id"],
        Payload=_as_queued({"patience_seconds": 0}),
    )
    said = json.loads(answer["Payload"].read())
    if answer.get("FunctionError") or said["batchItemFailures"]:
        raise LocalError(f"{name} failed: `make logs F={name}` says why.")


def _as_queued(detail: dict[str, Any]) -> bytes:
    """As its queue hands it over."""
    event = {"id": "now", "detail-type": "now", "detail": detail}
    record = {"messageId": "now", "eventSource": "aws:sqs", "body": json.dumps(event)}
    return json.dumps({"Records": [record]}).encode()
