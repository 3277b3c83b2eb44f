"""Executions of the mint workflow, each under its attempt's own name: started once, looked at."""

import json
from typing import TYPE_CHECKING, Final

from didit360.clients import client
from didit360.log import logger
from didit360.settings import setting

if TYPE_CHECKING:
    from nfts.domain.mint import Mint

RUNNING: Final = "RUNNING"


def start(mint: "Mint") -> None:
    """Start the workflow under the attempt's name, so that a second start is the first."""
    states = client("stepfunctions")
    name = _name(mint.id, mint.attempt)
    try:
        states.start_execution(
            stateMachineArn=setting("MINT_WORKFLOW_ARN"),
            name=name,
            input=json.dumps({"id": mint.id, "attempt": mint.attempt}),
        )
    except states.exceptions.ExecutionAlreadyExists:
        logger().info("already started", execution=name)


def status(job_id: str, attempt: int) -> str | None:
    """As Step Functions calls it: RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED; None: no such."""
    states = client("stepfunctions")
    machine = setting("MINT_WORKFLOW_ARN")
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{_name(job_id, attempt)}"
    try:
        return str(states.describe_execution(executionArn=arn)["status"])
    except states.exceptions.ExecutionDoesNotExist:
        return None


def _name(job_id: str, attempt: int) -> str:
    return f"{job_id}-{attempt}"
