"""The rule packs of cdk-nag and cfn-lint: clean, or accepted one by one, each with a reason."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.infra.conftest import Findings, Synthesize
from tests.infra.reading import Templates


def test_nothing_is_left_to_find(findings: Findings) -> None:
    assert findings.left == set()


def test_every_acknowledgement_matches_a_finding(findings: Findings) -> None:
    assert findings.accepted
    idle = [
        accepted
        for accepted in findings.accepted
        if not any(
            found.rule == accepted.rule and f"{found.path}/".startswith(f"{accepted.path}/")
            for found in findings.raw
        )
    ]
    assert idle == []


def test_every_finding_is_acknowledged(findings: Findings) -> None:
    """Warnings of the library itself, too: a synth is quiet."""
    open_ = {
        found
        for found in findings.raw
        if not any(
            found.rule == accepted.rule and f"{found.path}/".startswith(f"{accepted.path}/")
            for accepted in findings.accepted
        )
    }
    assert open_ == set()


def test_each_is_accepted_once_where_it_stands_and_says_why(findings: Findings) -> None:
    twice = [accepted for accepted, times in Counter(findings.accepted).items() if times > 1]
    assert twice == []
    assert all("/" in accepted.path for accepted in findings.accepted), "never a whole stack"
    assert all(len(reason) > 20 for reason in findings.reasons)


def test_cfn_lint_is_clean(prod: Templates, synthesize: Synthesize) -> None:
    files = [
        str(file)
        for templates in (prod, synthesize("dev"))
        for file in templates.folder.glob("*.template.json")
    ]
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([linter, *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
