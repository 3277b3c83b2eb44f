"""Each stage is synthesized once a session, in this process: no account, no layers built."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from infra.cdk.app import build, rule_packs
from infra.cdk.settings import Stage
from tests.infra.reading import Templates

Synthesize = Callable[[Stage | str], Templates]


@dataclass(frozen=True)
class Finding:
    """What a rule pack, or the library itself, says of a construct."""

    rule: str
    path: str


@dataclass
class Findings:
    """Of stage prod: what is found, what is accepted, and what is left after that."""

    raw: set[Finding] = field(default_factory=set)
    accepted: list[Finding] = field(default_factory=list)
    left: set[Finding] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def synthesize(tmp_path_factory: pytest.TempPathFactory) -> Synthesize:
    @cache
    def once(stage: Stage | str) -> Templates:
        folder = tmp_path_factory.mktemp("cdk")
        build(stage, outdir=str(folder), bundle=False, checked=False).synth()
        return Templates(folder)

    return once


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Templates, Findings]:
    folder = tmp_path_factory.mktemp("cdk")
    platform = build("prod", outdir=str(folder), bundle=False, checked=False, accept=False)
    assembly = platform.synth()
    packs = rule_packs(platform)

    def violations() -> set[Finding]:
        # After synthesis: references between stacks have other names before.
        return {
            Finding(violation.rule_name, resource.construct_path or "")
            for pack in packs
            for violation in pack.validate_scope(platform).violations
            for resource in violation.violating_resources
        }

    findings = Findings(raw=violations())
    for artifact in assembly.stacks:
        for message in artifact.messages:
            text = str(message.entry.data)
            rule = text.rpartition("[ack: ")[2].rstrip("]")
            findings.raw.add(Finding(f"Annotation::{rule}", message.id.strip("/")))
    platform.accept()
    findings.left = violations()
    findings.accepted = [
        Finding(accepted.rule, accepted.construct.node.path)
        for accepted in platform.acknowledgements
    ]
    findings.reasons = [accepted.reason for accepted in platform.acknowledgements]
    return Templates(Path(folder)), findings


@pytest.fixture(scope="session")
def prod(judged: tuple[Templates, Findings]) -> Templates:
    return judged[0]


@pytest.fixture(scope="session")
def findings(judged: tuple[Templates, Findings]) -> Findings:
    return judged[1]
