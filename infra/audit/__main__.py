"""Run every look at the contracts, tell how it goes, write contracts/AUDIT.md."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from infra.audit import coverage, halmos, mutants, slither, suite
from infra.audit.workbench import CONTRACTS, Finding, copied

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT = CONTRACTS / "AUDIT.md"


def _say(line: str) -> None:
    print(line, flush=True)


def looks() -> dict[str, Callable[[], Finding]]:
    """Each look by its name; those that share a copy of the contracts leave nothing in it."""

    def in_a_copy(look: Callable[..., Finding]) -> Callable[[], Finding]:
        def act() -> Finding:
            with copied() as folder:
                return look(folder)

        return act

    return {
        "suite, deep": in_a_copy(suite.look),
        "coverage": in_a_copy(coverage.look),
        "slither": in_a_copy(slither.look),
        "halmos": in_a_copy(halmos.look),
        "mutants": lambda: mutants.look(lambda line: _say(f"    {line}")),
    }


def report(findings: list[Finding]) -> str:
    """The document, worst news first said in its heading."""
    failed = [finding.title for finding in findings if not finding.passed]
    verdict = f"**{len(failed)} not as it should be.**" if failed else "Everything as it should be."
    parts = ["# Audit of the contracts", "", f"Written by `make audit` from what it saw. {verdict}"]
    for finding in findings:
        parts += ["", f"## {'✓' if finding.passed else '✗'} {finding.title}", "", *finding.lines]
    return "\n".join(parts) + "\n"


def main() -> int:
    """0 when everything is as it should be."""
    findings = []
    for name, look in looks().items():
        _say(f"· {name}")
        began = time.monotonic()
        finding = look()
        findings.append(finding)
        mark = "✓" if finding.passed else "✗"
        _say(f"{mark} {finding.title} ({time.monotonic() - began:.0f} s)")
    REPORT.write_text(report(findings))
    _say(f"written: {REPORT.relative_to(CONTRACTS.parent)}")
    return 0 if all(finding.passed for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
