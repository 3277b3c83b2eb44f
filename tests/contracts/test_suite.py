"""The contracts' own tests, run by forge, and the mutants that they are tried with."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.audit import mutants, suite
from infra.audit.workbench import CONTRACTS, copied

LEAST_MUTANTS = 6


@pytest.fixture(scope="module")
def contracts() -> Iterator[Path]:
    with copied() as folder:
        yield folder


@pytest.mark.timeout(600)
def test_every_promise_of_the_contracts_is_kept(contracts: Path) -> None:
    found = suite.results(contracts)
    failed = [f"{test.suite}.{test.name}: {test.why}" for test in found if not test.passed]
    assert {test.kind for test in found} == {"Unit", "Fuzz", "Invariant"}
    assert failed == []


def test_there_are_mutants_and_each_says_what_it_breaks() -> None:
    """That each is found out takes minutes: `make audit` tries them."""
    found = mutants.all_of_them()
    assert len(found) >= LEAST_MUTANTS
    assert [mutant.name for mutant in found if not mutant.why] == []
    assert [one.name for one in found if not (CONTRACTS / one.killer).is_file()] == []


@pytest.mark.parametrize("mutant", mutants.all_of_them(), ids=lambda mutant: mutant.name)
def test_a_mutant_fits_the_contracts_as_they_are(mutant: mutants.Mutant, tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    shutil.copytree(CONTRACTS / "src", folder / "src")
    before = {file: file.read_bytes() for file in folder.rglob("*.sol")}
    mutants.apply(mutant, folder)
    changed = [file for file, text in before.items() if file.read_bytes() != text]
    assert changed
