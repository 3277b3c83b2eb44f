"""Start the local run's programs so that none outlives us, and wait until each one answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KEEPER = Path(__file__).with_name("keeper.py")
PYTHON = Path(sys.executable)
_POLL_SECONDS = 0.02
_LOG_BYTES = 20 * 2**20


@dataclass
class Program:
    """A running program, behind the keeper that ends it with us."""

    name: str
    log: Path
    keeper: subprocess.Popen[bytes]
    alive: int = field(repr=False)

    @property
    def pid(self) -> int:
        """The keeper's process id."""
        return self.keeper.pid

    def stop(self, seconds: float = 25) -> None:
        """Ask it to end cleanly, and wait for that."""
        if self.alive >= 0:
            os.close(self.alive)
            self.alive = -1
        try:
            self.keeper.wait(seconds)
        except subprocess.TimeoutExpired:
            self.keeper.kill()
            self.keeper.wait()

    def wait(self, ready: Callable[[], bool], seconds: float = 30) -> None:
        """Until `ready`; LocalError with the log's end when it dies or takes too long."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise LocalError(
                    f"{self.name} did not answer within {seconds:.0f} s. {self._last_words()}"
                )
            time.sleep(_POLL_SECONDS)

    def check(self) -> None:
        """LocalError with the log's end when it has ended without being asked to."""
        if self.keeper.poll() is not None:
            raise LocalError(f"{self.name} has stopped. {self._last_words()}")

    def _last_words(self) -> str:
        lines = (
            self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        )
        said = f' It last said: "{lines[-1].strip()}".' if lines else ""
        return f"Its log is {self.log}.{said}"


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stop: signal.Signals = signal.SIGTERM,
    user: int | None = None,
) -> Program:
    """Start a program whose life ends with ours; `stop` is the signal it ends cleanly on."""
    reader, writer = os.pipe()
    keeper = [sys.executable, "-I", "-S", str(KEEPER), str(reader), stop.name]
    keeper += ["-" if user is None else str(user), *map(str, command)]
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            keeper,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            cwd=folder,
            pass_fds=[reader],
            # Ctrl-C is ours to handle: what we started ends in our order.
            start_new_session=True,
        )
    os.close(reader)
    return Program(name, log, process, writer)


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody answers on a loopback port."""
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def require_free(port: int, what: str, setting: str) -> None:
    """LocalError, in one sentence, when somebody else has the port."""
    with closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalError(
                f"Port {port} ({what}) is in use by another program: stop it, or choose another "
                f"with {setting}=<port>."
            ) from error
