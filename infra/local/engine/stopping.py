"""Let workflows and tables' streams stand still from when the engine is asked to stop.

The engine closes its door first and saves later. In between, functions would fail for want of the
engine, be tried again and fail for good: a workflow that only had to wait for the next start would
be saved as failed, and a stream would go on past its records. What comes back after that moment, or
is about to be called, waits for the end instead: a workflow is saved as running, and is resumed; a
stream is read on from where it was.
"""

from __future__ import annotations

import asyncio
import signal
from functools import partial, wraps
from threading import Event
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def hold() -> None:
    """Put it in place; call once, before the engine serves and before `retries`."""
    import hypercorn.asyncio as server
    from ministack.services import lambda_svc, stepfunctions

    asked = Event()
    stepfunctions._call_lambda = held(stepfunctions._call_lambda, asked)
    lambda_svc._execute_function = _held_of_streams(lambda_svc._execute_function, asked)
    # The engine imports it when it begins to serve.
    server.serve = partial(server.serve, shutdown_trigger=partial(_asked_to_stop, asked))


def held(call: Any, asked: Event) -> Any:
    """`call`, but from `asked` on it neither begins nor ends."""

    @wraps(call)
    def holding(*args: Any, **kwargs: Any) -> Any:
        _stand_still(asked)
        try:
            return call(*args, **kwargs)
        finally:
            _stand_still(asked)

    return holding


def _held_of_streams(execute: Any, asked: Event) -> Any:
    holding = held(execute, asked)

    @wraps(execute)
    def either(function: Any, event: Any, *args: Any, **kwargs: Any) -> Any:
        records = event.get("Records") if isinstance(event, dict) else None
        source = records[0].get("eventSource") if records else None
        of_a_stream = source == "aws:dynamodb"
        return (holding if of_a_stream else execute)(function, event, *args, **kwargs)

    return either


def _stand_still(asked: Event) -> None:
    if asked.is_set():
        Event().wait()


async def _asked_to_stop(asked: Event) -> None:
    loop, end = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        asked.set()
        end.set()

    for number in _SIGNALS:
        loop.add_signal_handler(number, stop)
    await end.wait()
