"""Executions of the workflow, each under its run's own name: started once, looked at, stopped."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from didit360.clients import client
from didit360.log import logger
from didit360.settings import setting
from media.domain.jobs import Job

RUNNING: Final = "RUNNING"


def start(job: Job) -> None:
    """Start the workflow under the run's own name, so that a second start is the first."""
    states = client("stepfunctions")
    try:
        states.start_execution(
            stateMachineArn=setting("TRANSCODE_WORKFLOW_ARN"),
            name=job.run_id,
            input=json.dumps(job.as_dict()),
        )
    except states.exceptions.ExecutionAlreadyExists:
        logger().info("already started", run_id=job.run_id)


def status(run_id: str) -> str | None:
    """As Step Functions calls it: RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED; None: no such."""
    states = client("stepfunctions")
    try:
        return str(states.describe_execution(executionArn=_arn(run_id))["status"])
    except states.exceptions.ExecutionDoesNotExist:
        return None


def running_since(before: datetime) -> Iterator[Job]:
    """The jobs of executions that run, and have since `before` or longer."""
    states = client("stepfunctions")
    pages = states.get_paginator("list_executions").paginate(
        stateMachineArn=setting("TRANSCODE_WORKFLOW_ARN"), statusFilter=RUNNING
    )
    for page in pages:
        for execution in page["executions"]:
            if execution["startDate"] <= before:
                found = states.describe_execution(executionArn=execution["executionArn"])
                yield Job.from_dict(json.loads(found["input"]))


def stop(run_id: str, why: str) -> None:
    """End an execution where it is. One that has ended meanwhile is no error."""
    if status(run_id) == RUNNING:
        client("stepfunctions").stop_execution(
            executionArn=_arn(run_id), error="Superseded", cause=why
        )


def _arn(run_id: str) -> str:
    machine = setting("TRANSCODE_WORKFLOW_ARN")
    return f"{machine.replace(':stateMachine:', ':execution:')}:{run_id}"
