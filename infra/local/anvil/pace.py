"""Run anvil as a chain that costs nothing while nobody uses it, and that outlives its process.

`python pace.py PORT HOME ANVIL`. Measured on anvil 1.7.1: with `--block-time 1 --state-interval 1`
an idle chain writes all its blocks anew each second, 34 MB of them after five hours. So blocks are
asked for here: one a second from a transaction on until it has its confirmations, then one every
15 s; and the state is saved after blocks that hold something, for a fifth of the time at most.
While HOME/paused exists no block is made (tests). The standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import http.client
import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BLOCK_SECONDS = 1.0
IDLE_SECONDS = 15.0
FOLLOWING = 12
"""Blocks after the last transaction that still come at the full pace."""
_LOOK_SECONDS = 0.1
_SAVING = 4
"""After a save that took t seconds, the next waits for so many times t."""
_KEPT_STATES = 128
_PR_SET_PDEATHSIG = 1


class GoneError(Exception):
    """anvil does not answer."""


@dataclass
class Anvil:
    """The node's RPC, over one kept connection."""

    port: int
    _connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, *parameters: Any) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self._connection.request("POST", "/", body, {"Content-Type": "application/json"})
            answer = json.loads(self._connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection = None
            raise GoneError from error
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]


@dataclass
class Pace:
    """When the next block is due, and when the next save."""

    anvil: Anvil
    home: Path
    height: int = -1
    made: float = field(default_factory=time.monotonic)
    following: int = FOLLOWING
    unsaved: bool = True
    saves_from: float = 0.0

    def look(self) -> None:
        """Make a block if one is due, and save if there is something to save."""
        if (self.home / "paused").exists():
            self.made = time.monotonic()
        else:
            waiting = int(self.anvil.ask("txpool_status")["pending"], 16)
            if waiting:
                self.following = FOLLOWING
            age = time.monotonic() - self.made
            if age >= (BLOCK_SECONDS if self.following else IDLE_SECONDS):
                self.made = time.monotonic()
                self.anvil.ask("evm_mine")
                self.following = max(0, self.following - 1)
        height = int(self.anvil.ask("eth_blockNumber"), 16)
        # Idle blocks count too, and others (tests) make blocks as well, or take some back.
        self.unsaved |= height != self.height
        self.height = height
        if self.unsaved and time.monotonic() >= self.saves_from:
            self.save()

    def save(self) -> None:
        """All blocks, receipts and accounts; not what waits in the pool, nor old accounts."""
        began = time.monotonic()
        state = bytes.fromhex(self.anvil.ask("anvil_dumpState").removeprefix("0x"))
        draft = self.home / "state.gz.new"
        draft.write_bytes(state)
        draft.rename(self.home / "state.gz")
        self.unsaved = False
        ended = time.monotonic()
        self.saves_from = ended + _SAVING * (ended - began)


def run(port: int, home: Path, program: Path) -> int:
    """Until SIGTERM, or until anvil ends by itself; the exit status."""
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda n, _: stopping.append(n))
    node = subprocess.Popen(_command(port, home, program), preexec_fn=_die_with_parent)
    (home / "anvil.pid").write_text(str(node.pid))
    anvil = Anvil(port)
    try:
        if not _answers(anvil, node):
            return 1
        # A chain that was loaded goes on at the time of its last block.
        anvil.ask("evm_setTime", int(time.time() * 1000))
        (home / "state.json").unlink(missing_ok=True)
        pace = Pace(anvil, home)
        while not stopping and node.poll() is None:
            pace.look()
            time.sleep(_LOOK_SECONDS)
        if node.poll() is None and pace.unsaved:
            pace.save()
    except GoneError:
        print("anvil has stopped.", flush=True)
    finally:
        with contextlib.suppress(ProcessLookupError):
            node.kill()
        node.wait()
    return 0 if stopping else 1


def _answers(anvil: Anvil, node: subprocess.Popen[bytes]) -> bool:
    while node.poll() is None:
        with contextlib.suppress(GoneError):
            anvil.ask("eth_chainId")
            return True
        time.sleep(0.01)
    return False


def _command(port: int, home: Path, program: Path) -> list[str]:
    command = [str(program), "--host", "127.0.0.1", "--port", str(port), "--chain-id", "31337"]
    command += ["--hardfork", "osaka", "--enable-tx-gas-limit"]
    command += ["--no-mining", "--quiet", "--no-cors", "--prune-history", str(_KEPT_STATES)]
    saved = home / "state.gz"
    if saved.exists():
        (home / "state.json").write_bytes(gzip.decompress(saved.read_bytes()))
        command += ["--load-state", str(home / "state.json")]
    return command


def _die_with_parent() -> None:
    # Linux only; elsewhere the keeper's process group is all there is.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(run(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
