"""Make .venv, .venv-engine and node_modules, each only when what it is locked to has changed.

With `audit`, what looks at the contracts, too.

Run by whatever `python3` the machine has, before anything is installed: the standard library only,
and nothing that a Python 3.7 could not read, so that it can say what it needs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Iterator, List  # noqa: UP035 - for the oldest reader

ROOT = Path(__file__).resolve().parents[2]
STAMP = ".made-from"
NEEDS_PYTHON = (3, 11)
NEEDS_NODE = 20
NEEDS_BYTES = 3 * 1024**3

Command = List[str]  # noqa: UP006


class SetupError(Exception):
    """Said in one sentence; it says what to do."""


class Environment:
    """One folder of the repository, made by commands from locked files."""

    def __init__(self, name: str, *files: str) -> None:
        self.name = name
        self.path = ROOT / name
        self.files = files

    def current(self) -> bool:
        """Whether the folder was made from what is there now."""
        stamp = self.path / STAMP
        return stamp.is_file() and stamp.read_text() == self._digest()

    def make(self) -> None:
        """Make it, and note what from."""
        for command in self.commands():
            run(command, self.name)
        (self.path / STAMP).write_text(self._digest())

    def commands(self) -> Iterator[Command]:
        """What makes it, one after the other."""
        raise NotImplementedError

    def machine(self) -> str:
        """What of this machine it depends on."""
        return self.name

    def _digest(self) -> str:
        digest = hashlib.sha256(self.machine().encode())
        for name in self.files:
            digest.update((ROOT / name).read_bytes())
        return digest.hexdigest()


class VirtualEnvironment(Environment):
    """A virtual environment with exactly the locked wheels; `project` adds this repository."""

    def __init__(self, name: str, lock: str, project: bool = False) -> None:
        super().__init__(name, lock, *(["pyproject.toml"] if project else []))
        self.lock = lock
        self.project = project

    def machine(self) -> str:
        return f"{self.path} {sys.version_info[:3]}"

    def commands(self) -> Iterator[Command]:
        python = self.path / "bin" / "python"
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
        if not _is_this_python(python):
            yield [sys.executable, "-m", "venv", "--clear", str(self.path)]
        yield [*pip, "install", "--require-hashes", "--requirement", self.lock]
        if self.project:
            yield [*pip, "install", "--no-deps", "--no-build-isolation", "--editable", "."]


class NodeModules(Environment):
    """The locked npm packages; none of their install scripts is run."""

    def commands(self) -> Iterator[Command]:
        yield ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


ENVIRONMENTS = [
    VirtualEnvironment(".venv", "requirements/dev.txt", project=True),
    VirtualEnvironment(".venv-engine", "requirements/engine.txt"),
    NodeModules("node_modules", "package-lock.json"),
]
AUDIT = [
    VirtualEnvironment(f".venv-{program}", f"requirements/{program}.txt")
    for program in ("slither", "halmos")
]


def use_a_new_enough_python() -> None:
    """Go on with a newer Python of this machine when `python3` is too old."""
    if sys.version_info >= NEEDS_PYTHON:
        return
    for minor in range(13, NEEDS_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, __file__])  # noqa: S606
    have = ".".join(map(str, sys.version_info[:2]))
    need = ".".join(map(str, NEEDS_PYTHON))
    raise SetupError(f"Python {have} is too old: install Python {need} or newer.")


def require_tools(stale: list[Environment]) -> None:
    """SetupError when the disk, node or venv would stop us half-way."""
    free = shutil.disk_usage(ROOT).free
    if free < NEEDS_BYTES:
        raise SetupError(
            f"The disk has {free / 1024**3:.1f} GB free and the environments need "
            f"{NEEDS_BYTES // 1024**3} GB: make room first."
        )
    if any(isinstance(made, NodeModules) for made in stale):
        require_node()
    if find_spec("ensurepip") is None:
        raise SetupError(
            "This Python cannot make virtual environments: install what it lacks "
            "(Debian: apt-get install python3-venv)."
        )


def require_node() -> None:
    """SetupError when there is no Node.js, or one that is too old."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise SetupError(f"Node.js is missing: install Node.js {NEEDS_NODE} or newer, with npm.")
    said = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, check=False).stdout
    version = said.decode().strip().lstrip("v")
    if version and int(version.split(".")[0]) < NEEDS_NODE:
        raise SetupError(f"Node.js {version} is too old: install {NEEDS_NODE} or newer.")


def run(command: Command, name: str) -> None:
    """Run one command; SetupError with its last words when it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()
        if "No space left" in said or "ENOSPC" in said:
            raise SetupError("The disk is full: make room and run it again.")
        errors = [line for line in said.splitlines() if "error" in line.lower()]
        last = (errors or said.splitlines() or ["it says nothing"])[-1]
        raise SetupError(f"{name} could not be made ({Path(command[0]).name}): {last.strip()}")


def say(line: str) -> None:
    """One line, whole, though several threads speak."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def make(environments: list[Environment]) -> None:
    """Make them side by side, telling when each begins and ends."""
    failed: list[SetupError] = []

    def one(made: Environment) -> None:
        began = time.monotonic()
        say(f"· {made.name}: installing")
        try:
            made.make()
        except SetupError as error:
            failed.append(error)
            return
        except OSError as error:
            failed.append(SetupError(f"{made.name} could not be made: {error}"))
            return
        say(f"✓ {made.name} ({time.monotonic() - began:.0f} s)")

    threads = [threading.Thread(target=one, args=(made,), daemon=True) for made in environments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def main() -> int:
    """Bring every environment up to date; say in a sentence when that cannot be."""
    try:
        use_a_new_enough_python()
        wanted = ENVIRONMENTS + (AUDIT if "audit" in sys.argv[1:] else [])
        stale = [made for made in wanted if not made.current()]
        if stale:
            require_tools(stale)
            make(stale)
    except SetupError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _is_this_python(python: Path) -> bool:
    show = "import sys; print(*sys.version_info[:3])"
    try:
        said = subprocess.run([str(python), "-c", show], stdout=subprocess.PIPE, check=False).stdout
    except OSError:
        # None yet, or one whose Python is out of this user's reach.
        return False
    return said.decode().split() == [str(part) for part in sys.version_info[:3]]


if __name__ == "__main__":
    sys.exit(main())
