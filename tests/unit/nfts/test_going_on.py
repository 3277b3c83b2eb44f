"""What failed for a reason that passes goes on by itself, and keeps nobody else waiting."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from nfts.data import editions, nonces
from nfts.domain import failure as failures
from nfts.domain.failure import Failure
from nfts.on import overdue_mints
from tests.unit.aws import Said
from tests.unit.nfts.minting import MOMENT, Mill, ask, mill, shown
from tests.unit.nfts.test_airdrops import MANY, give
from tests.unit.nfts.test_minting_trouble import ACCOUNT, failure, once, sweep


@pytest.fixture
def here(aws: None, said: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    del aws, said
    with mill(monkeypatch) as made:
        yield made


@pytest.mark.parametrize("what", ["node-unreachable", "out-of-funds"])
def test_without_a_nonce_it_goes_on_too(here: Mill, what: str) -> None:
    """As its sentence says: nobody has to resume it."""
    asked = ask().body["id"]
    if what == "node-unreachable":
        here.node.down = True
    else:
        here.node.funds = 1000
    assert here.run() == "Failed"
    assert failure(asked) == what
    assert nonces.taken(ACCOUNT) == {}
    here.clock.forward(1)
    if here.node.down:
        sweep()
        assert len(here.runs) == 1, "there is no node to go on with"
        here.node.down = False
    here.node.funds = 10**21
    sweep()
    assert here.run() == "Done"
    once(here, asked)


def test_what_waiting_does_not_help_waits_for_its_artist(here: Mill) -> None:
    ask(supply=3, quantity=0)
    assert here.run() == "Done"
    give(here, MANY[:5])
    assert here.run() == "Told"
    here.clock.forward(10**6)
    sweep()
    assert len(here.runs) == 2


def test_it_ends_some_time(here: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST_ATTEMPTS", 3)
    asked = ask().body["id"]
    here.node.funds = 1000
    for attempt in range(1, 6):
        if f"{asked}-{attempt}" in here.runs:
            here.run(f"{asked}-{attempt}")
        here.clock.forward(10**4)
        sweep()
    assert list(here.runs) == [f"{asked}-{attempt}" for attempt in (1, 2, 3)]


def test_the_pauses_grow() -> None:
    failed = Failure.of("OutOfFundsError", "", MOMENT)
    due = [failed.due(attempt) for attempt in range(1, failures.MOST_ATTEMPTS + 1)]
    assert due.pop() is None
    pauses = [one - MOMENT for one in due if one]
    assert pauses[:8] == [timedelta(minutes=n) for n in (0, 0, 0, 0, 0, 1, 3, 7)]
    assert (max(pauses), pauses) == (timedelta(hours=1), sorted(pauses))
    assert Failure.of("RevertedError", "SoldOut()", MOMENT).due(1) is None


def test_one_that_is_stopped_again_and_again_is_left(
    here: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "MOST_ATTEMPTS", 2)
    asked = ask().body["id"]
    for attempt in (1, 2):
        here.ended[f"{asked}-{attempt}"] = "ABORTED"
        here.clock.forward(10)
        sweep()
    assert list(here.runs) == [f"{asked}-1", f"{asked}-2"]
    assert failure(asked) == "internal"


def test_the_sweep_tells_for_how_much_gas_the_account_pays(
    here: Mill, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "nfts")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "sweep")
    here.node.funds = 3 * 10**9 * 500
    sweep()
    [told] = [one for one in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in one]
    [metric] = told["_aws"]["CloudWatchMetrics"]
    assert (metric["Namespace"], metric["Metrics"][0]["Name"]) == ("Didit360", "MinterGas")
    assert set(metric["Dimensions"][0]) == {"function_name", "service"}
    assert (told["function_name"], told["service"], told["MinterGas"]) == ("sweep", "nfts", [500])


def test_what_runs_hides_nothing_that_stands(here: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overdue_mints, "MOST", 2)
    ask(supply=5000, quantity=0)
    assert here.run() == "Done"
    names = []
    for place in range(5):
        here.clock.forward(1)
        names.append(give(here, [MANY[place]]).body["id"] + "-1")
    del here.runs[names[-1]]
    before = editions.get_airdrop(names[0][:-2])
    for _ in range(3):
        here.clock.forward(10)
        sweep()
    assert set(names) <= here.runs.keys()
    after = editions.get_airdrop(names[0][:-2])
    assert (after, after.revision) == (before, before.revision)
    assert here.run(names[0]) == "Done"
    assert shown(before.edition_id)["state"] == "minted"
