"""The forge suite: unit, fuzz and invariant tests."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.audit.workbench import Finding, forge

if TYPE_CHECKING:
    from pathlib import Path


class SuiteError(Exception):
    """The suite could not be run: what the compiler or forge said."""


@dataclass(frozen=True)
class Test:
    suite: str
    name: str
    kind: str
    passed: bool
    why: str


def results(folder: Path, *, only: str = "", **settings: str) -> list[Test]:
    """Every test of the contracts in `folder`. SuiteError where they do not compile.

    `only`: a pattern of test files; `settings`: FOUNDRY_PROFILE and the like.
    """
    which = ["--match-path", only] if only else []
    done = forge("test", "--json", *which, folder=folder, **settings)
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise SuiteError((done.stdout + done.stderr).strip()[-2000:]) from None
    return [
        Test(
            suite.rpartition(":")[2],
            name.partition("(")[0],
            next(iter(result["kind"]), "Unit"),
            result["status"] == "Success",
            result["reason"] or "",
        )
        for suite, of in said.items()
        for name, result in of["test_results"].items()
    ]


def look(folder: Path) -> Finding:
    """The whole suite, with many more runs of each fuzz and invariant test."""
    found = results(folder, FOUNDRY_PROFILE="deep")
    failed = [test for test in found if not test.passed]
    counts = Counter((test.suite, test.kind) for test in found)
    lines = ["| suite | kind | tests |", "|---|---|---|"]
    lines += [f"| {suite} | {kind} | {count} |" for (suite, kind), count in sorted(counts.items())]
    lines += [f"- **{test.suite}.{test.name} failed**: {test.why}" for test in failed]
    return Finding(f"Suite: {len(found)} tests", bool(found) and not failed, lines)
