"""The contracts as forge builds them, kept as long as nothing that decides their bytes changes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.problems import LocalError

SOURCES = {
    **{name: f"src/{name}.sol" for name in ("Splits", "Split", "Releases", "Market")},
    # For local chains alone: offers are made in an ERC-20.
    "Token": "test/helpers/Tokens.sol",
}
_KEPT = 3


@dataclass(frozen=True)
class Artifact:
    """One contract: what a deployment sends, and what it leaves on the chain."""

    name: str
    abi: list[dict[str, Any]]
    creation: bytes
    runtime: bytes
    immutables: tuple[tuple[int, int], ...]
    """Where (start, length) the runtime holds what only a deployment knows."""

    def is_at(self, code: bytes) -> bool:
        """Whether the chain's code is this one's, whatever its immutables are."""
        return len(code) == len(self.runtime) and self._masked(code) == self._masked(self.runtime)

    def _masked(self, code: bytes) -> bytes:
        masked = bytearray(code)
        for start, length in self.immutables:
            masked[start : start + length] = bytes(length)
        return bytes(masked)


def built(root: Path, cache: Path) -> dict[str, Artifact]:
    """The contracts by their names; LocalError with the compiler's own words."""
    folder = cache / fingerprint(root)
    if not folder.exists():
        # Another instance may be doing the same: whoever is first puts the folder in place.
        cache.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=cache.resolve()))
        try:
            _forge(root, draft)
            for name, source in SOURCES.items():
                shutil.copy(draft / "out" / Path(source).name / f"{name}.json", draft)
            for made in ("out", "cache"):
                shutil.rmtree(draft / made)
            with contextlib.suppress(OSError):
                draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _forget_old(cache)
    os.utime(folder)
    return {name: _read(name, folder / f"{name}.json") for name in SOURCES}


def fingerprint(root: Path) -> str:
    """Of our sources, the compiler's settings and the versions of compiler and libraries."""
    contracts = root / "contracts"
    files = [contracts / "foundry.toml", contracts / SOURCES["Token"], root / "package-lock.json"]
    files += (path for part in ("src", "tools") for path in (contracts / part).rglob("*"))
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        digest.update(f"\0{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _forge(root: Path, draft: Path) -> None:
    program = root / "node_modules" / ".bin" / "forge"
    if not program.exists():
        raise LocalError("forge is missing: run `make up` again.")
    command: list[str | Path] = [program.resolve(), "build", "src", SOURCES["Token"]]
    command += ["--out", draft / "out", "--cache-path", draft / "cache"]
    # The compiler is named relative to this folder.
    folder = root / "contracts"
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr + done.stdout).strip()
        raise LocalError(f"The contracts do not build:\n{said[-3000:]}")


def _read(name: str, path: Path) -> Artifact:
    said = json.loads(path.read_text())
    runtime = said["deployedBytecode"]
    places = (place for ones in runtime.get("immutableReferences", {}).values() for place in ones)
    return Artifact(
        name,
        said["abi"],
        _bytes(said["bytecode"]["object"]),
        _bytes(runtime["object"]),
        tuple((place["start"], place["length"]) for place in places),
    )


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _forget_old(cache: Path) -> None:
    folders = [path for path in cache.iterdir() if not path.name.startswith("draft-")]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
