"""Copies of the contracts that are broken on purpose: the suite must fail with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.audit import suite
from infra.audit.workbench import CONTRACTS, Finding, copied, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

PATCHES = CONTRACTS / "test" / "mutants"


class StalePatchError(Exception):
    """A mutant's patch no longer fits the sources."""


# The optimizer takes longest, and what is broken may cost less gas: neither is what is looked for.
_SETTINGS = {"FOUNDRY_OPTIMIZER": "false", "FOUNDRY_CODE_SIZE_LIMIT": "200000"}


@dataclass(frozen=True)
class Mutant:
    name: str
    why: str
    """What is broken."""
    killer: str
    """The file of the suite's tests that must notice."""
    patch: Path


def all_of_them() -> list[Mutant]:
    """The patches of contracts/test/mutants. Their first lines say what breaks, and who notices."""
    return [_read(file) for file in sorted(PATCHES.glob("*.patch"))]


def apply(mutant: Mutant, folder: Path) -> None:
    """Break the contracts in `folder`. StalePatchError."""
    done = run(["git", "apply", "--unsafe-paths", "-p1", mutant.patch], folder)
    if done.returncode:
        raise StalePatchError(f"{mutant.name}: {done.stderr.strip()}")


def killers(mutant: Mutant) -> list[str]:
    """The tests that fail with it."""
    with copied() as folder:
        apply(mutant, folder)
        return _failing(folder, mutant.killer)


def failing_unbroken(files: Iterable[str]) -> set[str]:
    """The tests of these files that fail with nothing broken: they can notice nothing."""
    with copied() as folder:
        return {test for file in files for test in _failing(folder, file)}


def look(tell: Callable[[str], None]) -> Finding:
    """Try each; `tell` hears of it."""
    mutants, survivors = all_of_them(), 0
    blind = failing_unbroken(sorted({mutant.killer for mutant in mutants}))
    tell(f"nothing broken: {len(blind)} tests fail")
    lines = [f"- **{test} fails with nothing broken**" for test in sorted(blind)]
    lines += [""] if blind else []
    lines += ["| mutant | what is broken | tests that fail, the first |", "|---|---|---|"]
    for mutant in mutants:
        failing = [test for test in killers(mutant) if test not in blind]
        tell(f"{mutant.name}: {len(failing)} tests fail")
        survivors += not failing
        first = f"{len(failing)}: {failing[0]}" if failing else "**none: it survives**"
        lines.append(f"| {mutant.name} | {mutant.why} | {first} |")
    title = f"Mutants: {len(mutants) - survivors} of {len(mutants)} are found out"
    return Finding(title, bool(mutants) and not survivors and not blind, lines)


def _failing(folder: Path, file: str) -> list[str]:
    """`file` itself where it has no test at all: that is no pass."""
    found = suite.results(folder, only=file, **_SETTINGS)
    if not found:
        return [file]
    return [f"{test.suite}.{test.name}" for test in found if not test.passed]


def _read(file: Path) -> Mutant:
    head = " ".join(file.read_text().partition("\n--- ")[0].split())
    why, _, killer = head.partition(" Killed by ")
    return Mutant(file.stem, why, killer.split(",")[0], file)
