"""The chain of one instance: anvil out of npm's package, its state under the instance's folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local import processes
from infra.local.problems import LocalError

ROOT = Path(__file__).resolve().parents[3]
CHAIN_ID = 31337
NAME = "The chain (anvil)"
_PACE = Path(__file__).with_name("pace.py")
_ETHER = 10**18


@dataclass(frozen=True)
class Anvil:
    """A chain with the id 31337 on a loopback port. Play money, and keys that everybody knows."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        """What wallets and functions call the node."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> processes.Program:
        """Start it, without waiting for it, where its last state left off."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.home / "paused").unlink(missing_ok=True)
        return processes.start(
            NAME,
            [processes.PYTHON, "-I", "-S", _PACE, str(self.port), self.home.resolve(), _program()],
            log=self.home / "anvil.log",
            folder=ROOT,
        )

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            return int(self.ask("eth_chainId"), 16) == CHAIN_ID
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def ask(self, method: str, *parameters: Any) -> Any:
        """Anything of its RPC, anvil's own methods too; LocalError with what it says is wrong."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url, body.encode(), headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            said = json.load(answer)
        if "error" in said:
            raise LocalError(f"anvil, {method}: {said['error'].get('message')}")
        return said["result"]

    def fund(self, address: str, ether: float = 100) -> None:
        """Let an account have at least so much."""
        wanted = int(ether * _ETHER)
        if int(self.ask("eth_getBalance", address, "latest"), 16) < wanted:
            self.ask("anvil_setBalance", address, hex(wanted))

    def pause(self) -> None:
        """Make no more blocks, until `go_on`; `evm_mine` still does."""
        (self.home / "paused").touch()

    def go_on(self) -> None:
        (self.home / "paused").unlink(missing_ok=True)

    def kill(self) -> None:
        """As if its machine lost power: what it has not saved is lost."""
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int((self.home / "anvil.pid").read_text()), signal.SIGKILL)


def _program() -> Path:
    """The native one: npm's is a script that starts it."""
    found = sorted((ROOT / "node_modules" / "@foundry-rs").glob("anvil-*-*/bin/anvil*"))
    if not found:
        raise LocalError("anvil is missing: run `make up` again.")
    return found[0]
