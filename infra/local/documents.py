"""Write the APIs' documents again when an operation is newer than they are."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from infra.local.problems import LocalError

if TYPE_CHECKING:
    from pathlib import Path


def refresh(root: Path) -> bool:
    """In a process of its own: it imports every function. Whether anything was written."""
    sources = [
        *(root / "functions").rglob("*.py"),
        *(root / "layers" / "core").rglob("*.py"),
        *(root / "infra" / "openapi").glob("*.py"),
        *(root / "infra" / "cdk" / "stacks").glob("*.py"),
    ]
    written = root / "docs" / "api" / "openapi.json"
    newest = max(path.stat().st_mtime for path in sources)
    if written.is_file() and written.stat().st_mtime > newest:
        return False
    done = subprocess.run(
        [sys.executable, "-m", "infra.openapi"],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise LocalError(f"The API documents could not be written: {last}")
    return True
