"""Slither's findings: each is mended, or explained in contracts/slither.md and nowhere else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from infra.audit.workbench import CONTRACTS, ROOT, Finding, forge, run

if TYPE_CHECKING:
    from pathlib import Path

Explained = dict[tuple[str, str], str]
"""Why a detector's finding in a function (`Contract.function`) stands."""


def explanations(text: str) -> Explained:
    """The rows of the file's table: detector, where, why."""
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (\S+) \| (.+) \|$", text, re.MULTILINE)
    return {(check, where): why for check, where, why in rows}


def places(results: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """The detector and the function (or the contract's variable) of each finding."""
    return {(result["check"], _where(result)) for result in results}


def look(folder: Path) -> Finding:
    """Run all detectors over our sources."""
    forge("build", "--build-info", "--skip", "test", folder=folder)
    report = folder / "slither.json"
    program = ROOT / ".venv-slither" / "bin" / "slither"
    command: list[str | Path] = [program, ".", "--ignore-compile", "--foundry-out-directory", "out"]
    done = run([*command, "--json", report, "--filter-paths", "node_modules|test"], folder)
    said: dict[str, Any] = json.loads(report.read_text()) if report.exists() else {}
    if not said.get("success"):
        return Finding("Slither", False, ["```", done.stderr[-2000:], "```"])
    explained = explanations((CONTRACTS / "slither.md").read_text())
    found = places(said["results"].get("detectors", []))
    lines = ["| detector | where | why it stands |", "|---|---|---|"]
    lines += [
        f"| {check} | {where} | {explained.get((check, where), '**unexplained**')} |"
        for check, where in sorted(found)
    ]
    stale = sorted(explained.keys() - found)
    lines += [
        f"- **explained, but not found any more**: {check} in {where}" for check, where in stale
    ]
    passed = found == explained.keys()
    return Finding(f"Slither: {len(found)} findings, each explained", passed, lines)


def _where(result: dict[str, Any]) -> str:
    for element in result["elements"]:
        parent = element.get("type_specific_fields", {}).get("parent", {})
        if element["type"] in ("function", "variable"):
            return f"{parent.get('name', '')}.{element['name']}"
        if element["type"] == "node":
            contract = parent["type_specific_fields"]["parent"]["name"]
            return f"{contract}.{parent['name']}"
    return str(result["elements"][0]["name"]) if result["elements"] else ""
