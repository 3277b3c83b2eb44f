"""How much of our sources the suite runs, from forge's lcov report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.audit.workbench import Finding, forge

if TYPE_CHECKING:
    from pathlib import Path

LINES, BRANCHES = 98, 95
"""The least, in per cent."""


@dataclass
class Covered:
    lines: int = 0
    lines_hit: int = 0
    branches: int = 0
    branches_hit: int = 0

    def __iadd__(self, other: Covered) -> Covered:
        self.lines += other.lines
        self.lines_hit += other.lines_hit
        self.branches += other.branches
        self.branches_hit += other.branches_hit
        return self

    @property
    def rates(self) -> tuple[float, float]:
        """Lines and branches in per cent; of none, all."""
        return (
            100 * self.lines_hit / self.lines if self.lines else 100,
            100 * self.branches_hit / self.branches if self.branches else 100,
        )


def read(lcov: str) -> dict[str, Covered]:
    """Each of our sources, by its path; lcov's records are described in geninfo(1)."""
    found: dict[str, Covered] = {}
    current = Covered()
    for line in lcov.splitlines():
        name, _, value = line.partition(":")
        if name == "SF":
            current = Covered()
            if value.startswith("src/"):
                found[value] = current
        elif name in ("LF", "LH", "BRF", "BRH"):
            field = {"LF": "lines", "LH": "lines_hit", "BRF": "branches", "BRH": "branches_hit"}
            setattr(current, field[name], int(value))
    return found


def look(folder: Path) -> Finding:
    """Runs the suite without the optimizer, so without the tests of what gas it costs."""
    report = folder / "lcov.info"
    told = ["--report", "lcov", "--report-file", str(report)]
    leaves_out = ["--no-match-contract", "GasTest|Invariants"]
    leaves_out += ["--no-match-coverage", "test/|node_modules"]
    done = forge("coverage", *leaves_out, *told, folder=folder)
    if not report.exists():
        return Finding("Coverage", False, ["```", done.stdout[-2000:] + done.stderr[-2000:], "```"])
    found, whole = read(report.read_text()), Covered()
    rows = ["| source | lines | branches |", "|---|---|---|"]
    for path, covered in sorted(found.items()):
        whole += covered
        lines, branches = covered.rates
        rows.append(f"| {path} | {lines:.1f} % | {branches:.1f} % |")
    lines, branches = whole.rates
    rows.append(f"| **all** | **{lines:.1f} %** | **{branches:.1f} %** |")
    title = f"Coverage: {lines:.1f} % of lines, {branches:.1f} % of branches"
    return Finding(title, lines >= LINES and branches >= BRANCHES, rows)
