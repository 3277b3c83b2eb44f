"""Start the engine for one instance, or use the one that AWS_ENDPOINT_URL names."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.local import processes
from infra.local.engine.settings import (
    RESUME_PATH,
    RUNNING,
    SNAPSHOT_PATH,
    engine_python,
    environment,
)
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Engine:
    """MiniStack on a loopback port, its state under `home`."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def was_killed(self) -> bool:
        """Whether it ended without saving, the last time (or runs now)."""
        return (self.home / RUNNING).exists()

    def start(
        self,
        root: Path,
        *,
        snapshot_seconds: float = 20,
        inherited: Mapping[str, str] | None = None,
    ) -> processes.Program:
        """Start it without waiting for it; `root` is the repository.

        Its functions have the variables `inherited` too.
        """
        python = engine_python(root)
        if not python.exists():
            raise LocalError("The engine is not installed: run `make up`.")
        # Whatever a killed function left there is of no use to anybody.
        shutil.rmtree(self.home / "tmp", ignore_errors=True)
        for folder in (self.home, self.home / "tmp"):
            # The state holds private keys and passwords.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return processes.start(
            "The AWS engine",
            [python, "-m", "infra.local.engine.launcher"],
            log=self.home / "engine.log",
            environment=environment(self.home, self.port, snapshot_seconds=snapshot_seconds)
            | dict(inherited or {}),
            folder=root,
        )

    def ready(self) -> bool:
        """Whether it answers."""
        return _answers(f"{self.url}/_ministack/health")

    def snapshot(self) -> None:
        """Have it save its state now."""
        self._ask(SNAPSHOT_PATH)

    def resume(self) -> None:
        """Have it go on with the workflows that its last end interrupted."""
        self._ask(RESUME_PATH)

    def _ask(self, path: str) -> None:
        request = urllib.request.Request(self.url + path, method="POST")  # noqa: S310
        with urllib.request.urlopen(request, timeout=30):  # noqa: S310
            pass


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310
            return True
    except (OSError, urllib.error.URLError):
        return False
