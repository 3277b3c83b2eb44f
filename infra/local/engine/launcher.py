"""Run the AWS engine (MiniStack) the way this house needs it: quick answers, state that survives.

Run by the engine's own virtual environment: `python -m infra.local.engine.launcher`, configured
by the environment that `infra.local.engine.settings` writes. What it adds to the engine:

* Nagle's algorithm is off on the Lambda Runtime API's sockets (saves 40 ms an invocation);
* the state is restored from the newest sound snapshot, and one is taken every `SNAPSHOT_SECONDS`
  while requests come in, on `POST /_didit360/snapshot`, and on a clean exit;
* `POST /_didit360/resume` starts the workflows again that a stop or a kill interrupted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socketserver
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

from infra.local.engine import crowds, repairs, retries, stopping, streams
from infra.local.engine.queues import free_messages, move_queues
from infra.local.engine.resume import resume
from infra.local.engine.settings import RESUME_PATH, RUNNING, SNAPSHOT_PATH
from infra.local.engine.snapshots import Snapshots

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

_READS = ("GET", "HEAD", "OPTIONS")
# A state getter walks dictionaries that the engine's own threads may be writing to.
_TRIES = 5
# Each before what it changes.
_ASKS = ("lambda", "stepfunctions", "sqs")
# A stack in the middle of a deployment is not worth keeping, but do not wait for ever.
_MOST_POSTPONED = 2

log = logging.getLogger("didit360.engine")


class Keeper:
    """Takes snapshots of the engine's state on its event loop."""

    def __init__(self, snapshots: Snapshots, interval: float) -> None:
        self._snapshots = snapshots
        self._interval = interval
        # What a request started may go on after its answer (a stack, a workflow): so the
        # interval after the last busy one is saved too.
        self._busy = 0
        self._postponed = 0

    def touched(self) -> None:
        """Remember that a request may have changed something."""
        self._busy = 2

    def save(self, services: dict[str, Callable[[], Any]] | None = None) -> bool:
        """Take a snapshot now; the engine's own `save_all` is replaced by this."""
        getters = services or _all_services()
        ordered = {name: partial(_text, name, getters[name]) for name in _ordered(getters)}
        return self._snapshots.take(ordered)

    async def forever(self) -> None:
        """Take a snapshot every interval in which anything may have changed."""
        while True:
            await asyncio.sleep(self._interval)
            if self._busy and not self._deploying():
                self._busy -= 1
                try:
                    self.save()
                except Exception:  # the next interval tries again
                    log.exception("snapshot failed")

    def _deploying(self) -> bool:
        stacks = sys.modules.get("ministack.services.cloudformation")
        statuses = [
            str(stack.get("StackStatus", ""))
            for stack in (list(stacks._stacks._data.values()) if stacks else ())
        ]
        self._postponed = self._postponed + 1 if _in_progress(statuses) else 0
        return 0 < self._postponed <= _MOST_POSTPONED


def _all_services() -> dict[str, Callable[[], Any]]:
    from ministack import app

    found: dict[str, Callable[[], Any]] = app._build_persistence_save_dict()
    return found


def _ordered(names: Iterable[str]) -> list[str]:
    """The services in the order in which they are copied, while others go on writing to them.

    What asks for something comes before what is done about it: what was heard of tables, workflows,
    queues, then tables.
    Copied too early it is done twice, which all of ours bear; too late it would never be done.
    """
    return sorted(names, key=lambda name: _ASKS.index(name) if name in _ASKS else len(_ASKS))


def _in_progress(statuses: list[str]) -> bool:
    return any(status.endswith("_IN_PROGRESS") for status in statuses)


def _text(service: str, get_state: Callable[[], Any]) -> str | None:
    from ministack.core import persistence

    for _ in range(_TRIES):
        with contextlib.suppress(RuntimeError):
            state = get_state()
            version = persistence._state_format_version(service)
            wrapped = {"__ministack_format__": version, "payload": state}
            if state is None:
                return None
            return json.dumps(wrapped, default=persistence._json_default)
    log.warning("%s kept changing while it was read; keeping its last snapshot", service)
    return None


def watched(engine: Asgi, keeper: Keeper) -> Asgi:
    """The engine's ASGI application, with the keeper told of every request that may write."""
    tasks: list[asyncio.Task[None]] = []
    asked: dict[str, Callable[[], object]] = {SNAPSHOT_PATH: keeper.save, RESUME_PATH: resume}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            tasks.append(asyncio.create_task(keeper.forever()))
        elif scope["type"] == "http" and scope["method"] not in _READS:
            if scope["path"] in asked:
                await _answer(send, {"done": asked[scope["path"]]()})
                return
            keeper.touched()
        await engine(scope, receive, send)

    return app


async def _answer(send: Send, said: dict[str, object]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(said).encode()})


def _save_at_the_end(
    keeper: Keeper, running: Path, services: dict[str, Callable[[], Any]] | None = None
) -> bool:
    saved = keeper.save(services)
    running.unlink(missing_ok=True)
    return saved


def main() -> None:
    """Restore, serve until a signal, save."""
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    snapshots = Snapshots(Path(os.environ["SNAPSHOT_DIR"]), Path(os.environ["STATE_DIR"]))
    restored = snapshots.restore()
    state = Path(os.environ["STATE_DIR"])
    move_queues(state, int(os.environ["GATEWAY_PORT"]))
    free_messages(state)

    from ministack import app

    log.info("restored snapshot %s", restored)
    repairs.apply()
    streams.keep()
    stopping.hold()
    retries.again()
    crowds.queue()
    keeper = Keeper(snapshots, float(os.environ.get("SNAPSHOT_SECONDS", "20")))
    running = state.parent / RUNNING
    running.touch()
    app.save_all = partial(_save_at_the_end, keeper, running)
    app.app = watched(app.app, keeper)
    app.main()
    # Not by way of Python's own end: it waits for threads, and workflows stand still in theirs.
    logging.shutdown()
    os._exit(0)


if __name__ == "__main__":
    main()
