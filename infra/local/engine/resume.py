"""Run interrupted workflows again, from their start: on AWS a restart of ours would not stop them.

The engine marks every workflow that ran when it ended as failed. Each of our steps may be repeated
(Step Functions retries them too), so starting over is going on.
"""

from __future__ import annotations

# What the engine gives as the error of such an execution.
_INTERRUPTED = "States.ServiceRestart"


def resume() -> int:
    """Start the interrupted executions again, under their own names; how many there were.

    A distributed map's children are not: the workflow that they belong to starts them.
    """
    from ministack.core.responses import request_scope
    from ministack.services import stepfunctions

    interrupted = [
        (key, execution)
        for key, execution in list(stepfunctions._executions._data.items())
        if execution.get("error") == _INTERRUPTED
    ]
    started = 0
    for key, execution in interrupted:
        account, region = key[:2]
        # Its name is taken as long as the engine knows of it.
        del stepfunctions._executions._data[key]
        if execution.get("mapRunArn"):
            continue
        started += 1
        with request_scope(account, region):
            stepfunctions._start_execution(
                {
                    "stateMachineArn": execution["stateMachineArn"],
                    "name": execution["name"],
                    "input": execution["input"],
                }
            )
    return started
