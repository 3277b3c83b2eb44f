"""Functions killed in the middle, tables that forget, executions that stop: nothing mints twice."""

from collections.abc import Iterator

import boto3
import pytest

from didit360 import events
from nfts.data import nonces
from nfts.domain.transactions import Transaction
from nfts.on import overdue_mints
from tests.unit.aws import Said
from tests.unit.nfts.minting import Account, KilledError, Mill, ask, mill, shown
from tests.unit.nfts.test_minting import resumed
from tests.unit.nfts.test_minting_trouble import ACCOUNT, once, sweep
from tests.unit.nfts.works import tell


@pytest.fixture
def here(aws: None, said: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    del aws, said
    with mill(monkeypatch) as made:
        yield made


@pytest.mark.parametrize("call_", range(1, 12))
def test_a_step_that_is_killed_at_any_call_is_repeated(here: Mill, call_: int) -> None:
    """The engine begins executions again from their start; so would a person who resumes."""
    asked = ask().body["id"]
    name = next(iter(here.runs))
    calls = iter(range(1, 10**6))

    def breaks(_method: str) -> None:
        if next(calls) == call_:
            raise KilledError

    here.node.breaks = breaks
    with pytest.raises(KilledError):
        here.run(name)
    assert here.run(name) == "Done"
    once(here, asked)
    assert len(set(here.node.sent)) == 1


def test_killed_between_recording_and_saying(here: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask().body["id"]
    said: list[str] = []

    def killed(name: str, _detail: object) -> None:
        said.append(name)
        if len(said) == 1:
            raise KilledError

    monkeypatch.setattr(events, "publish", killed)
    with pytest.raises(KilledError):
        here.run()
    assert shown(asked)["state"] == "minted"
    assert here.run() == "Done"
    assert said == ["nft_minted", "nft_minted"]
    once(here, asked)


def test_everything_is_forgotten_but_the_chain(here: Mill) -> None:
    """What the local engine does when it is killed; the account's nonces were used elsewhere."""
    asked = ask().body["id"]
    here.run()
    database = boto3.client("dynamodb")
    for table, keys in (("editions", ("id", "part")), ("sends", ("account", "entry"))):
        for row in database.scan(TableName=table)["Items"]:
            database.delete_item(TableName=table, Key={key: row[key] for key in keys})
    here.runs.clear()
    assert ask().body["id"] == asked
    assert here.run() == "Done"
    once(here, asked)
    assert here.node.count == 1


def test_a_nonce_in_hand_of_what_was_done_already_is_filled(here: Mill) -> None:
    asked = ask().body["id"]
    here.run()
    boto3.client("dynamodb").delete_item(
        TableName="editions", Key={"id": {"S": asked}, "part": {"S": "edition"}}
    )
    here.runs.clear()
    ask()
    assert nonces.take(ACCOUNT, f"{asked}#0", here.node.count) == 1
    assert here.run() == "Done"
    here.node.mine()
    sweep()
    once(here, asked)
    assert here.node.count == 2


def test_another_s_transaction_with_the_same_nonce(here: Mill) -> None:
    """Somebody sends with the platform's key beside it."""
    asked = ask().body["id"]
    own = Account()
    foreign = own.sign_transaction(Transaction(31337, 0, own.address, b"", 21_000, 10**12, 10**11))

    def breaks(method: str) -> None:
        if method == "eth_sendRawTransaction" and not here.node.sent:
            here.node.breaks = lambda _method: None
            here.node.eth_sendRawTransaction("0x" + foreign.raw.hex())

    here.node.breaks = breaks
    assert here.run() == "Done"
    once(here, asked)
    assert here.node.count == 2


def test_an_execution_that_never_began_or_was_stopped(here: Mill) -> None:
    asked = ask().body["id"]
    here.runs.clear()
    here.clock.forward(10)
    sweep()
    assert list(here.runs) == [f"{asked}-1"]
    here.ended[f"{asked}-1"] = "ABORTED"
    sweep()
    assert f"{asked}-2" in here.runs
    assert here.run(f"{asked}-2") == "Done"
    once(here, asked)


def test_two_that_look_at_once(here: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other has resumed it between our two looks."""
    asked = ask().body["id"]
    here.node.closed = True
    here.run()
    here.node.closed = False
    seen = overdue_mints._failure

    def late(job_id: str) -> object:
        failure = seen(job_id)
        resumed(job_id)
        return failure

    monkeypatch.setattr(overdue_mints, "_failure", late)
    sweep()
    assert here.run() == "Done"
    once(here, asked)


def test_what_is_under_way_is_left_alone(here: Mill) -> None:
    ask()
    here.clock.forward(10)
    sweep()
    assert len(here.runs) == 1
    tell("track_published", revision=100)
