"""A wallet from a terminal: its key stays in its file, and what it signs is a wallet's."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from typer.testing import CliRunner, Result

from infra.cli import wallet
from infra.cli.main import app
from infra.local import processes
from infra.local.anvil.program import Anvil
from nfts.domain import typed_data

CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
PREPARED = {
    "chain_id": 31337,
    "to": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "data": "0x",
    "value": "1000",
    "gas": "21000",
    "max_fee_per_gas": "4000000000",
    "max_priority_fee_per_gas": "1000000000",
}


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIDIT360_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config" / "wallet.key"


def run(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, ["wallet", *words], input=given)


@pytest.fixture
def address(key: Path) -> str:
    done = run("new")
    assert done.exit_code == 0, done.output
    assert key.exists()
    return done.output.strip()


@pytest.fixture(scope="module")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anvil]:
    node = Anvil(tmp_path_factory.mktemp("chain"), processes.free_port())
    program = node.start()
    try:
        program.wait(node.ready)
        yield node
    finally:
        program.stop()


def test_a_key_is_its_owners_alone_and_never_said(key: Path, address: str) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = key.read_text().strip()
    assert Account.from_key(secret).address == address
    signed = run("sign", "text")
    said = [run("address"), signed, run("new"), run("send", given=json.dumps(PREPARED))]
    assert said[0].output.strip() == address
    assert all(secret.removeprefix("0x") not in one.output for one in said)


def test_another_new_leaves_the_first(key: Path, address: str) -> None:
    before = key.read_text()
    done = run("new")
    assert done.exit_code == 0
    assert "is there already" in done.output
    assert done.output.splitlines()[-1] == address
    assert key.read_text() == before
    assert run("address").output.strip() == address


@pytest.mark.parametrize("text", ["", "0x12", "g" * 64, "0" * 64, "f" * 64, "00" * 33])
def test_a_file_that_holds_no_key_is_not_quoted(key: Path, text: str) -> None:
    key.parent.mkdir()
    key.write_text(text)
    key.chmod(0o600)
    done = run("address")
    assert done.exit_code == 1
    assert "holds no private key" in done.output
    assert not text or text not in done.output


@pytest.mark.usefixtures("address")
def test_a_key_that_others_may_read_is_refused(key: Path) -> None:
    key.chmod(0o644)
    done = run("sign", "text")
    assert done.exit_code == 1
    assert "chmod 600" in done.output


@pytest.mark.usefixtures("key")
def test_without_a_key_it_says_how_to_make_one() -> None:
    done = run("address")
    assert done.exit_code == 1
    assert "didit360 wallet new" in done.output


@pytest.mark.parametrize(("words", "given"), [(("a\nb",), ""), ((), "a\nb\n")])
def test_a_text_is_signed_as_at_sign_in(address: str, words: tuple[str, ...], given: str) -> None:
    signature = run("sign", *words, given=given).output.strip()
    assert Account.recover_message(encode_defunct(text="a\nb"), signature=signature) == address


@pytest.mark.parametrize("inside", [False, True])
def test_typed_data_is_signed(address: str, tmp_path: Path, inside: bool) -> None:
    message = {
        "id": b"\x01" * 32,
        "compositionPart": 0,
        "payees": [{"account": address, "recordingBps": 10_000, "compositionBps": 0}],
    }
    typed: dict[str, Any] = typed_data.sheet(31337, CONTRACT, message).json()
    file = tmp_path / "typed.json"
    file.write_text(json.dumps({"typed_data": typed} if inside else typed))
    signature = run("sign-typed", str(file)).output.strip()
    assert Account.recover_message(encode_typed_data(full_message=typed), signature=signature) == (
        address
    )


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("given", ["", "[]", "no", "{}", '{"typed_data": 3}'])
def test_what_is_no_typed_data_is_refused(given: str) -> None:
    done = run("sign-typed", given=given)
    assert done.exit_code == 1
    assert done.output.startswith("✗ That is no")


def test_a_prepared_transaction_is_sent(
    address: str, anvil: Anvil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wallet.NODE, anvil.url)
    anvil.fund(address, 1)
    for given in (PREPARED, {"transaction": PREPARED, "cost": "1"}):
        done = run("send", given=json.dumps(given))
        assert done.exit_code == 0, done.output
        receipt = anvil.ask("eth_getTransactionReceipt", done.output.split()[-1])
        assert (receipt["status"], receipt["from"]) == ("0x1", address.lower())


def test_a_refusal_is_said_in_one_sentence(
    address: str, anvil: Anvil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wallet.NODE, anvil.url)
    poor = run("send", given=json.dumps(PREPARED))
    assert poor.output.startswith("✗ OutOfFunds")
    anvil.fund(address, 1)
    other = run("send", given=json.dumps(PREPARED | {"chain_id": 1}))
    assert other.output.startswith("✗ WrongChain")
    refuses = "0x" + "cc" * 20
    # It reverts with EnforcedPause().
    anvil.ask("anvil_setCode", refuses, "0x63d93c066560e01b5f5260045ffd")
    failed = run("send", given=json.dumps(PREPARED | {"to": refuses, "gas": "50000"}))
    assert failed.output == "✗ The contract refuses: EnforcedPause().\n"
    monkeypatch.setenv(wallet.NODE, "http://127.0.0.1:9/v3/key")
    away = run("send", given=json.dumps(PREPARED))
    assert away.output.startswith("✗ NodeUnreachable")
    assert "v3/key" not in away.output
    assert all(one.exit_code == 1 for one in (poor, other, failed, away))


def test_elsewhere_it_asks_before_it_pays(
    tmp_path: Path, address: str, anvil: Anvil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wallet.NODE, anvil.url)
    anvil.fund(address, 1)
    anvil.ask("anvil_setChainId", 8453)
    prepared = json.dumps(PREPARED | {"chain_id": 8453})
    try:
        file = tmp_path / "transaction.json"
        file.write_text(prepared)
        refused = CliRunner().invoke(app, ["wallet", "send", str(file)], input="n\n")
        assert refused.exit_code == 1
        assert "on chain 8453?" in refused.output
        assert int(anvil.ask("eth_getTransactionCount", address, "pending"), 16) == 0
        assert run("send", str(file), "--yes").exit_code == 0
    finally:
        anvil.ask("anvil_setChainId", 31337)


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    "change",
    [{"gas": None}, {"value": "much"}, {"data": "0xzz"}, {"to": 3}, {"max_fee_per_gas": -1}],
)
def test_what_is_no_transaction_is_refused(
    anvil: Anvil, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    monkeypatch.setenv(wallet.NODE, anvil.url)
    prepared = {k: v for k, v in (PREPARED | change).items() if v is not None}
    done = run("send", given=json.dumps(prepared))
    assert done.exit_code == 1
    assert done.output.startswith("✗ The transaction")
