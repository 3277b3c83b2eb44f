"""Synthesize a stage's templates in a process of its own, and only when they could differ."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.cdk.parts.route import route_of
from infra.cdk.settings import LIMITS, WORKERS
from infra.local.problems import LocalError

# What decides a template besides our own files: the library's and the command's versions.
_SETTINGS = ("cdk.json", "requirements/dev.txt")
_KEPT = 3


@dataclass(frozen=True)
class Stack:
    """One synthesized stack; `needs` are the ids of the stacks it comes after."""

    id: str
    name: str
    template: dict[str, Any]
    needs: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Target:
    """A stage, and what its packages are built for; for the working tree none is (`bundle`)."""

    stage: str = "local"
    bundle: bool = False
    arch: str = "arm64"
    python: str = "3.13"


def fingerprint(root: Path, target: Target) -> str:
    """Changes when a template could: not with the code inside a function, whose zip is not used.

    With packages, the contents of functions and layers count too.
    """
    digest = hashlib.sha256(repr(target).encode())
    for said in (WORKERS, LIMITS):
        digest.update(f"{said}={os.environ.get(said, '')};".encode())
    files = [root / name for name in _SETTINGS]
    files += (root / "infra" / "cdk").rglob("*.py")
    files += (root / "layers").glob("*/requirements.txt")
    if target.bundle:
        files += (path for path in (root / "functions").rglob("*") if _counts(path))
        files += (path for path in (root / "layers").rglob("*") if _counts(path))
    for path in sorted(set(files)):
        digest.update(f"\0{path.relative_to(root)}\0".encode() + path.read_bytes())
    for path in sorted((root / "functions").glob("*/*/*.py")):
        digest.update(f"\0{path.relative_to(root)}".encode())
        if path.parent.name == "api":
            digest.update(_route(path).encode())
    return digest.hexdigest()[:16]


def synthesize(root: Path, cache: Path, target: Target) -> list[Stack]:
    """The stage's stacks, each after those it needs; LocalError with the CDK's own words."""
    output = cache / fingerprint(root, target)
    if not output.exists():
        # Another instance may be doing the same: whoever is first puts the folder in place.
        cache.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=cache))
        try:
            _run(root, draft, target)
            with contextlib.suppress(OSError):
                draft.rename(output)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _forget_old(cache)
    os.utime(output)
    return _read(output)


def _run(root: Path, output: Path, target: Target) -> None:
    bundling = ["*"] if target.bundle else []
    context = {
        "stage": target.stage,
        "target": target.arch,
        "python": target.python,
        "aws:cdk:bundling-stacks": bundling,
    }
    environment = os.environ | {
        # The same two variables by which the CDK command talks to an application.
        "CDK_OUTDIR": str(output),
        "CDK_CONTEXT_JSON": json.dumps(context),
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "infra.cdk.app"],
        cwd=root,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise LocalError(f"The stacks could not be synthesized:\n{done.stderr.strip()[-3000:]}")


def _read(output: Path) -> list[Stack]:
    artifacts = json.loads((output / "manifest.json").read_text())["artifacts"]
    stacks = {
        id_: Stack(
            id_,
            artifact["properties"].get("stackName", id_),
            template,
            tuple(need for need in artifact.get("dependencies", ()) if ".assets" not in need),
            output,
        )
        for id_, artifact in artifacts.items()
        if artifact["type"] == "aws:cloudformation:stack"
        for template in [json.loads((output / artifact["properties"]["templateFile"]).read_text())]
        # As the CDK command does: a stack of nothing is not deployed.
        if template.get("Resources")
    }
    ordered: list[Stack] = []
    while len(ordered) < len(stacks):
        placed = {stack.id for stack in ordered}
        ordered += [
            stack
            for id_, stack in stacks.items()
            if id_ not in placed and placed.issuperset(n for n in stack.needs if n in stacks)
        ]
    return ordered


def _route(path: Path) -> str:
    try:
        return repr(route_of(path))
    except Exception as error:  # noqa: BLE001 - a helper module, or a file with an error in it
        return type(error).__name__


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _forget_old(cache: Path) -> None:
    by_age = sorted(
        (p for p in cache.iterdir() if not p.name.startswith("draft-")),
        key=lambda p: p.stat().st_mtime,
    )
    for folder in by_age[:-_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
