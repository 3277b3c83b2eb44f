"""Every check that needs no test: formatting, rules, types, imports, API documents, templates."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from infra.local.deploy.synth import Target, synthesize

ROOT = Path(__file__).resolve().parents[2]
_PATHS = ["functions", "infra", "layers", "tests"]
_PROGRAMS = Path(sys.executable).parent
_CHECKS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "rules": ["ruff", "check", "--quiet", "."],
    "types": ["mypy", *_PATHS],
    "imports": ["lint-imports", "--no-cache"],
    "documents": ["python", "-m", "infra.openapi.check"],
}
_STAGES = ("dev", "prod")


def main() -> int:
    """Run them all, a line each; what failed says why."""
    failed = [name for name, command in _CHECKS.items() if not _passes(name, command)]
    templates = [
        str(path)
        for stage in _STAGES
        for stack in synthesize(ROOT, ROOT / ".local" / "synth", Target(stage=stage))[:1]
        for path in sorted(stack.folder.glob("*.template.json"))
    ]
    if not _passes("templates", ["cfn-lint", *templates]):
        failed.append("templates")
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    began = time.monotonic()
    program = str(_PROGRAMS / command[0])
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, check=False, capture_output=True, text=True
    )
    mark = "✗" if done.returncode else "✓"
    print(f"{mark} {name:10} {command[0]} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
