"""Have calls wait for their turn when a crowd of them comes at once.

The engine starts an environment for each call that finds none free. On AWS that is somebody else's
machine; here two hundred calls would start two hundred interpreters, and none of them would get
anywhere before its function's time is up. So a function has MOST environments, and few start at a
time: who finds none free waits for one, up to PATIENCE, and its time does not run yet. At most MOST
calls of a function come from workflows at a time: those wait as long as it takes.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from functools import wraps
from typing import Any

MOST = max(8, 2 * (os.cpu_count() or 1))
"""Environments of one function."""
STARTING = 2 * (os.cpu_count() or 1)
"""Environments of all functions that start at once."""
PATIENCE = 10.0
"""Seconds after which a call starts one all the same: those who hold the others may wait for it."""


def queue() -> None:
    """Put it in place; call once, before the engine serves."""
    _workflows_take_turns()
    _environments_start_in_turn()


def _workflows_take_turns() -> None:
    from ministack.services import stepfunctions

    call = stepfunctions._call_lambda
    turns: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(MOST))
    making = threading.Lock()

    @wraps(call)
    def in_turn(function: str, event: Any) -> Any:
        with making:
            turn = turns[str(function)]
        with turn:
            return call(function, event)

    stepfunctions._call_lambda = in_turn


def _environments_start_in_turn() -> None:
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    acquire, release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
    changed = threading.Condition()
    starting: set[int] = set()

    def started(worker: Any) -> None:
        with changed:
            starting.discard(id(worker))
            changed.notify_all()

    def must_wait(function: str, config: Any, qualifier: str) -> bool:
        key = lambda_runtime._worker_key(function, config, qualifier)
        with lambda_runtime._lock:
            there = lambda_runtime._workers.get(key, ())
            if any(not one.in_use for one in there):
                return False
            return len(there) >= MOST or len(starting) >= STARTING

    @wraps(acquire)
    def acquire_in_turn(
        function: str, config: Any, code: bytes, qualifier: str = "$LATEST", *most: Any, **more: Any
    ) -> Any:
        end = time.monotonic() + PATIENCE
        with changed:
            while must_wait(function, config, qualifier) and time.monotonic() < end:
                changed.wait(end - time.monotonic())
            worker, how = acquire(function, config, code, qualifier, *most, **more)
            if how == "spawn":
                starting.add(id(worker))
        return worker, how

    @wraps(release)
    def release_and_tell(worker: Any) -> None:
        release(worker)
        started(worker)

    for kind in (lambda_runtime.Worker, lambda_runtime.ProvidedWorker):
        _tell_after(kind, "_spawn", started)
    for module in (lambda_runtime, lambda_svc):
        module.acquire_worker, module.release_worker = acquire_in_turn, release_and_tell


def _tell_after(kind: Any, name: str, tell: Any) -> None:
    method = getattr(kind, name)

    @wraps(method)
    def telling(worker: Any, *args: Any, **more: Any) -> Any:
        try:
            return method(worker, *args, **more)
        finally:
            tell(worker)

    setattr(kind, name, telling)
