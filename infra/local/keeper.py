"""Run one command, and end it with everything it started when whoever asked for it is gone.

`python keeper.py ALIVE_FD STOP_SIGNAL UID COMMAND...`: ALIVE_FD is the reading end of a pipe whose
writing end only the asker holds, so that its end of file means that the asker has died, however it
died. The standard library only: it starts in some 15 ms.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time

GRACE_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1


def _die_with_parent(stop: signal.Signals) -> None:
    # Should the keeper itself be killed: Linux only, elsewhere the pipe is all there is.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, stop)


def keep(alive: int, stop: signal.Signals, user: int | None, command: list[str]) -> int:
    """Run `command` until it ends or its end is asked for; its exit status."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda n, _: asked.append(n))
    signal.signal(signal.SIGCHLD, lambda *_: None)
    child = subprocess.Popen(
        command,
        start_new_session=True,
        preexec_fn=lambda: _die_with_parent(stop),
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    watch = selectors.DefaultSelector()
    watch.register(reader, selectors.EVENT_READ)
    watch.register(alive, selectors.EVENT_READ)
    deadline: float | None = None
    while child.poll() is None:
        ready = watch.select(None if deadline is None else max(0.0, deadline - time.monotonic()))
        if any(key.fd == reader for key, _ in ready):
            os.read(reader, 1024)
        gone = any(key.fd == alive for key, _ in ready)
        if gone:
            watch.unregister(alive)
        if (gone or asked) and deadline is None:
            deadline = time.monotonic() + GRACE_SECONDS
            child.send_signal(stop)
        if deadline is not None and time.monotonic() >= deadline:
            break
    # Whatever it left behind in its process group: Lambda environments, PostgreSQL's workers.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


if __name__ == "__main__":
    fd, stop_signal, uid, *rest = sys.argv[1:]
    status = keep(int(fd), signal.Signals[stop_signal], int(uid) if uid != "-" else None, rest)
    raise SystemExit(status if status >= 0 else 128 - status)
