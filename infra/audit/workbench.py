"""A copy of the contracts to work on, and the programs that do."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "contracts"
_OWN = ("src", "test", "tools", "foundry.toml", "gas.json")


@dataclass(frozen=True)
class Finding:
    """What one look at the contracts came to."""

    title: str
    passed: bool
    lines: list[str]
    """Markdown."""


def forge(
    *arguments: str | Path, folder: Path, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run forge on the contracts in `folder`; settings of foundry.toml as FOUNDRY_..., its way."""
    return run(["node", folder / "tools" / "forge.js", *arguments], folder, **settings)


def run(
    command: list[str | Path], folder: Path, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, with forge on its path and settings as variables."""
    path = f"{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "NO_COLOR": "1"} | settings
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


@contextmanager
def copied() -> Iterator[Path]:
    """The contracts in a folder of their own, whose `out` nobody else writes."""
    with TemporaryDirectory(prefix="didit360-contracts-") as parent:
        folder = Path(parent) / "contracts"
        folder.mkdir()
        for name in _OWN:
            source = CONTRACTS / name
            if source.is_dir():
                shutil.copytree(source, folder / name)
            else:
                shutil.copy2(source, folder / name)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        yield folder
