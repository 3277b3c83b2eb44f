"""What `make audit` makes of what its programs say."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from infra.audit import coverage, mutants, slither, suite
from infra.audit.__main__ import report
from infra.audit.workbench import Finding

LCOV = """\
TN:
SF:node_modules/@openzeppelin/contracts/access/Ownable.sol
LF:21
LH:0
end_of_record
SF:src/Split.sol
BRF:4
BRH:3
LF:50
LH:49
end_of_record
SF:src/Splits.sol
LF:50
LH:50
end_of_record
"""


def test_only_our_own_sources_count() -> None:
    found = coverage.read(LCOV)
    assert {path: covered.rates for path, covered in found.items()} == {
        "src/Split.sol": (98.0, 75.0),
        "src/Splits.sol": (100.0, 100.0),
    }


def _result(check: str, element: dict[str, Any]) -> dict[str, Any]:
    return {"check": check, "elements": [element]}


def test_a_finding_is_known_by_its_function() -> None:
    contract: dict[str, Any] = {"type": "contract", "name": "Split"}
    function: dict[str, Any] = {"name": "due", "type_specific_fields": {"parent": contract}}
    in_function: dict[str, Any] = {
        "type": "node",
        "name": "x",
        "type_specific_fields": {"parent": function},
    }
    whole: dict[str, Any] = {
        "type": "function",
        "name": "pay",
        "type_specific_fields": {"parent": contract},
    }
    found = slither.places(
        [
            _result("timestamp", in_function),
            _result("calls-loop", whole),
            {"check": "pragma", "elements": []},
        ]
    )
    assert found == {("timestamp", "Split.due"), ("calls-loop", "Split.pay"), ("pragma", "")}


def test_explanations_are_the_rows_of_a_table() -> None:
    head = "# Why\n\n| Detector | Where | Why it stays |\n|---|---|---|\n"
    text = f"{head}| timestamp | A.x | As above. |\n"
    assert slither.explanations(text) == {("timestamp", "A.x"): "As above."}


@pytest.mark.parametrize(
    ("passed", "verdict", "mark"),
    [(True, "Everything as it should be.", "✓"), (False, "**1 not as it should be.**", "✗")],
)
def test_the_report_says_first_whether_all_is_well(passed: bool, verdict: str, mark: str) -> None:
    text = report([Finding("Proofs: 4 of 4", passed, ["- a: proved"])])
    assert verdict in text.splitlines()[2]
    assert f"## {mark} Proofs: 4 of 4\n\n- a: proved\n" in text


NOTICES, BLIND = "Sales.test_price", "Sales.test_gas"


def _look(monkeypatch: pytest.MonkeyPatch, *, unbroken: set[str], broken: set[str]) -> Finding:
    """One mutant, whose killer has two tests; these fail without it, and with it."""
    whole, spoilt = Path("whole"), Path("spoilt")
    folders = iter((whole, spoilt))
    applied: list[Path] = []
    only = mutants.Mutant("dear", "It costs more.", "test/Sales.t.sol", Path("dear.patch"))

    def results(folder: Path, **_: str) -> list[suite.Test]:
        failing = broken if folder in applied else unbroken
        return [
            suite.Test("Sales", name.partition(".")[2], "Unit", name not in failing, "")
            for name in (NOTICES, BLIND)
        ]

    monkeypatch.setattr(mutants, "all_of_them", lambda: [only])
    monkeypatch.setattr(mutants, "copied", lambda: nullcontext(next(folders)))
    monkeypatch.setattr(mutants, "apply", lambda _, folder: applied.append(folder))
    monkeypatch.setattr(suite, "results", results)
    finding = mutants.look(lambda _: None)
    assert applied == [spoilt]
    return finding


def test_a_mutant_is_found_out_by_what_passes_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = _look(monkeypatch, unbroken=set(), broken={NOTICES})

    assert (finding.title, finding.passed) == ("Mutants: 1 of 1 are found out", True)
    assert f"| dear | It costs more. | 1: {NOTICES} |" in finding.lines


def test_what_fails_anyway_finds_no_mutant_out(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = _look(monkeypatch, unbroken={BLIND}, broken={BLIND})

    assert (finding.title, finding.passed) == ("Mutants: 0 of 1 are found out", False)
    assert f"- **{BLIND} fails with nothing broken**" in finding.lines


def test_a_test_that_fails_anyway_is_told_beside_one_that_notices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finding = _look(monkeypatch, unbroken={BLIND}, broken={BLIND, NOTICES})

    assert (finding.title, finding.passed) == ("Mutants: 1 of 1 are found out", False)
