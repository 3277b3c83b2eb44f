"""What is proved for all inputs: halmos runs the money arithmetic with symbols for numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from infra.audit.workbench import ROOT, Finding, forge, run

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = ROOT / ".venv-halmos" / "bin"
PROVED_BY: dict[str, list[str]] = {
    "PackingProofs": [],
    # Products and quotients of unknowns are too much for halmos' own solver.
    "MoneyProofs": ["--solver-command", f"{PROGRAMS / 'python'} tools/smt.py"],
}
"""The contracts whose `check_` functions are proved, and with what."""


def look(folder: Path) -> Finding:
    """Prove each of them; one that takes too long is not proved."""
    forge("build", "--build-info", "--ast", folder=folder)
    proofs: dict[str, bool] = {}
    for contract, solver in PROVED_BY.items():
        report = folder / f"{contract}.json"
        command: list[str | Path] = [PROGRAMS / "halmos", "--root", folder, "--contract", contract]
        done = run([*command, *solver, "--json-output", report], folder)
        if not report.exists():
            said = (done.stdout + done.stderr)[-2000:]
            return Finding("Proofs", passed=False, lines=["```", said, "```"])
        proofs |= _held(contract, json.loads(report.read_text())["test_results"])
    lines = [f"- {name}: {'proved' if held else '**not proved**'}" for name, held in proofs.items()]
    proved = sum(proofs.values())
    return Finding(f"Proofs: {proved} of {len(proofs)}", 0 < len(proofs) == proved, lines)


def _held(contract: str, results: dict[str, Any]) -> dict[str, bool]:
    return {
        f"{contract}.{one['name'].partition('(')[0]}": one["exitcode"] == 0
        for tests in results.values()
        for one in tests
    }
