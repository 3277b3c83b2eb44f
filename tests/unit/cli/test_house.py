"""Starting, showing and deploying: whatever is amiss is said in one sentence."""

import fcntl
import json
import os
import subprocess
from collections import namedtuple
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import typer
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws
from typer.testing import CliRunner, Result

from infra.cdk.settings import STAGES
from infra.cli import house, logs
from infra.cli.account import ROOT
from infra.local.engine.program import Engine
from infra.local.preconditions import foreign_endpoint
from infra.local.problems import LocalError
from infra.local.processes import free_port
from infra.local.stack import LocalStack, Ports

Usage = namedtuple("Usage", "total used free")


def run(*words: str) -> Result:
    app = typer.Typer()
    house.register(app)
    logs.register(app)
    return CliRunner().invoke(app, list(words))


def describe(home: Path, ports: Ports) -> None:
    """What a run that was up has written."""
    stack = LocalStack(home, ports)
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "password").write_text("secret")
    stack.outputs = {"functions": {"create_track": {"log_group": "/create_track"}}}
    (home / "stack.json").write_text(json.dumps(stack.description()))


@pytest.fixture
def ports() -> Ports:
    return Ports.free()


@pytest.fixture
def home(tmp_path: Path, ports: Ports, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The instance that the commands are about: it was up, and its process is gone."""
    home = tmp_path / "home"
    describe(home, ports)
    monkeypatch.setattr(LocalStack, "running", partial(LocalStack.running, home))
    return home


@pytest.fixture
def owned(home: Path) -> Iterator[Path]:
    """The same with a process that keeps it up, though nothing in it listens."""
    lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.write(lock, str(os.getpid()).encode())
    yield home
    os.close(lock)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "words",
    [["status"], ["logs", "create_track"], ["deploy", "local"], ["grant-role", "a@b.c", "dj"]],
)
def test_after_a_kill_nothing_runs(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert result.output == "✗ Nothing runs here: `make up` starts it.\n"


@pytest.mark.usefixtures("owned")
def test_a_role_that_is_none_is_one_sentence() -> None:
    result = run("grant-role", "ada@example.com", "king")
    assert result.exit_code == 1
    assert result.output.startswith("✗ There is no role king; there are fan, artist, ")


def test_a_deployed_stages_roles_are_given_with_the_credentials_that_are_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cloudformation(StackName: str) -> dict[str, Any]:  # noqa: N803  boto3's name
        assert StackName == "didit360-dev-identity"
        outputs = [{"OutputKey": "UserPoolId", "OutputValue": pool_id}]
        return {"Stacks": [{"Outputs": outputs}]}

    real = boto3.client
    with mock_aws():
        cognito = real("cognito-idp", region_name=STAGES["dev"].region)
        pool_id = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
        cognito.create_group(UserPoolId=pool_id, GroupName="admin")
        cognito.admin_create_user(UserPoolId=pool_id, Username="ada@example.com")
        stub = SimpleNamespace(describe_stacks=cloudformation)
        monkeypatch.setattr(
            boto3, "client", lambda name, **_: stub if name == "cloudformation" else cognito
        )
        done = run("grant-role", "ada@example.com", "admin", "--stage", "dev")
        groups = cognito.admin_list_groups_for_user(UserPoolId=pool_id, Username="ada@example.com")
        nobody = run("grant-role", "ben@example.com", "admin", "--stage", "dev")
    assert done.exit_code == 0, done.output
    assert [group["GroupName"] for group in groups["Groups"]] == ["admin"]
    assert nobody.output == "✗ Nobody has signed up as ben@example.com.\n"


@pytest.mark.usefixtures("owned")
def test_status_of_a_dead_engine_says_that_it_is_down() -> None:
    result = run("status")
    assert result.exit_code == 0
    assert result.output.count("down") == 4


@pytest.mark.usefixtures("owned")
def test_a_log_ends_with_its_platform() -> None:
    result = run("logs", "create_track")
    assert result.exit_code == 1
    assert result.output == "✗ The platform has stopped, and its log with it.\n"


def test_a_lost_connection_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), house.in_one_sentence():
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
    assert "The AWS engine stopped answering" in capsys.readouterr().err


def test_a_sentence_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), house.in_one_sentence():
        raise LocalError("what [red] is")
    assert capsys.readouterr().err == "✗ what [red] is\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_our_own_address_with_nobody_there_means_our_engine(host: str) -> None:
    port = free_port()
    assert foreign_endpoint(f"http://{host}:{port}", port) is None
    assert foreign_endpoint(f"http://{host}:{port}", port + 1) == f"http://{host}:{port}"
    assert foreign_endpoint(None, port) is None


def test_a_silent_endpoint_of_another_is_one_sentence(tmp_path: Path, ports: Ports) -> None:
    stack = LocalStack(tmp_path / "new", ports, endpoint=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(LocalError, match=r"^Nothing answers at AWS_ENDPOINT_URL=http://127"), stack:
        pass


def test_a_full_disk_is_said_before_anything_starts(
    tmp_path: Path, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 10**12, 10**8))
    monkeypatch.setattr(Engine, "start", lambda *_, **__: pytest.fail("it started"))
    with (
        pytest.raises(LocalError, match=r"^The disk has 0\.1 GB free .*make room first\.$"),
        LocalStack(tmp_path / "new", ports),
    ):
        pass


def test_a_second_start_names_the_first_ones_address(owned: Path, ports: Ports) -> None:
    with (
        pytest.raises(LocalError, match=rf"already \(http://127\.0\.0\.1:{ports.edge}\)"),
        LocalStack(owned, Ports.free()),
    ):
        pass


@pytest.mark.parametrize("command", ["deploy", "synth"])
def test_an_unknown_stage_is_one_sentence(command: str) -> None:
    result = run(command, "nowhere")
    assert result.exit_code == 1
    assert result.output == "✗ No stage nowhere; there are dev, prod, local.\n"


@pytest.mark.parametrize("target", ["logs", "synth", "deploy"])
@pytest.mark.parametrize("given", ["x; touch {}", "$$(touch {})", '"; touch {}; "'])
def test_what_make_is_given_is_no_command(target: str, given: str, tmp_path: Path) -> None:
    said = given.format(tmp_path / "hacked")
    words = ["make", target, f"F={said}", f"STAGE={said}", "DO=true", "PYTHON=true"]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    assert not (tmp_path / "hacked").exists()
