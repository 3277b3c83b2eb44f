"""For a stage on AWS: the contracts once, the parameter and the secret filled, nothing told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from moto import mock_aws
from typer.testing import CliRunner, Result

from infra.cli import contracts
from infra.cli.main import app
from infra.local import processes
from infra.local.anvil.program import Anvil
from infra.local.contracts import stage
from infra.local.contracts.build import Artifact, built
from infra.local.contracts.deployment import Deployer
from infra.local.contracts.record import Record
from infra.local.contracts.signer import Key
from infra.local.contracts.stage import Wanted
from infra.local.problems import LocalError
from infra.local.stack import LOCAL, ROOT
from nfts.data import chain_answers
from nfts.domain import abi

SEPOLIA = 11155111
PARAMETER = "/didit360/dev/chain"


@pytest.fixture(scope="module")
def build() -> dict[str, Artifact]:
    return built(ROOT, LOCAL / "contracts")


@pytest.fixture(scope="module")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anvil]:
    """A node that says it is Sepolia's."""
    node = Anvil(tmp_path_factory.mktemp("chain"), processes.free_port())
    program = node.start()
    try:
        program.wait(node.ready)
        node.ask("anvil_setChainId", SEPOLIA)
        yield node
    finally:
        program.stop()


@dataclass
class Stack:
    """Of the stage, as deployed; its KMS key is one of ours."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256K1())
    )
    deployed: bool = True

    def client(self, name: str) -> Any:
        match name:
            case "cloudformation" | "kms":
                return self
            case _:
                make: Any = boto3.client  # its type lists every service by name
                return make(name, region_name="eu-west-1")

    def describe_stacks(self, **_: str) -> dict[str, Any]:
        names = {"ChainParameter": PARAMETER, "NodesSecret": "nodes", "MinterKey": "key"}
        outputs = [{"OutputKey": k, "OutputValue": v} for k, v in names.items()]
        return {"Stacks": [{"Outputs": outputs if self.deployed else []}]}

    def get_public_key(self, **_: str) -> dict[str, bytes]:
        public = self.key.public_key()
        return {"PublicKey": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)}


@dataclass
class Stage:
    """Deploys with what is said, as the command does."""

    wanted: Wanted
    build: dict[str, Artifact]
    records: Path
    stack: Stack
    told: list[str] = field(default_factory=list)

    def deploy(self, **changes: Any) -> None:
        def tell(what: str, how: str) -> None:
            self.told.append(f"{what}: {how}")

        wanted = replace(self.wanted, **changes)
        stage.deploy(wanted, self.build, self.records, self.stack.client, tell)

    @property
    def parameter(self) -> Any:
        ssm = boto3.client("ssm", region_name="eu-west-1")
        return json.loads(ssm.get_parameter(Name=PARAMETER)["Parameter"]["Value"])


@pytest.fixture
def dev(
    anvil: Anvil,
    build: dict[str, Artifact],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stage]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    signer = Key.made()
    anvil.fund(signer.address)
    with mock_aws():
        secrets = boto3.client("secretsmanager", region_name="eu-west-1")
        secrets.create_secret(Name="nodes", SecretString="generated")
        yield Stage(Wanted("dev", [anvil.url], signer), build, tmp_path, Stack())


@pytest.mark.timeout(120)
def test_all_is_deployed_told_and_the_second_time_nothing(dev: Stage, anvil: Anvil) -> None:
    dev.deploy()
    said = dev.parameter
    settings = chain_answers.settings(said)
    assert (settings.chain_id, settings.confirmations) == (SEPOLIA, 6)
    assert [currency.symbol for currency in settings.currencies] == ["ETH"]
    assert settings.start_block > 0
    secrets = boto3.client("secretsmanager", region_name="eu-west-1")
    assert json.loads(secrets.get_secret_value(SecretId="nodes")["SecretString"]) == {
        "urls": [anvil.url]
    }
    written = json.loads((dev.records / "dev" / f"{SEPOLIA}.json").read_text())
    assert {name: step["address"] for name, step in written["contracts"].items()} == {
        "Splits": settings.contracts.splits,
        "Releases": settings.contracts.releases,
        "Market": settings.contracts.market,
    }
    assert anvil.url not in json.dumps(written) + "".join(dev.told)
    dev.told.clear()
    dev.deploy()
    assert dev.parameter == said
    assert dev.told[1:] == [
        "contracts: as they are built; unchanged",
        f"{PARAMETER}: unchanged",
    ]


@pytest.mark.timeout(120)
def test_a_new_minters_key_is_let_in_by_the_owner_alone(dev: Stage, anvil: Anvil) -> None:
    dev.deploy()
    dev.stack.key = ec.generate_private_key(ec.SECP256K1())
    dev.deploy()
    assert "minter: 0x" in dev.told[-2]
    dev.stack.key = ec.generate_private_key(ec.SECP256K1())
    stranger = Key.made()
    anvil.fund(stranger.address)
    with pytest.raises(LocalError, match="must call setMinter"):
        dev.deploy(signer=stranger)


@pytest.mark.timeout(120)
def test_a_currency_is_one_that_the_contracts_allow(dev: Stage, anvil: Anvil) -> None:
    dev.deploy()
    record = Record(dev.records / "token.json", SEPOLIA)
    chain, mine = stage._chain([anvil.url]), lambda: anvil.ask("evm_mine")
    deployer = Deployer(anvil.url, chain, dev.wanted.signer, mine=mine)
    token = deployer.make(dev.build["Token"], record)
    with pytest.raises(LocalError, match=f"Releases does not allow {token}"):
        dev.deploy(currencies=[token])
    allow = abi.RELEASES.call("setCurrency", token, True)
    for name in ("releases", "market"):
        deployer.run(dev.parameter["contracts"][name], allow)
    dev.deploy(currencies=[token])
    assert dev.parameter["currencies"][1] == {"address": token, "symbol": "TUSD", "decimals": 18}


def test_a_stage_that_is_not_deployed_says_so(dev: Stage) -> None:
    dev.stack.deployed = False
    with pytest.raises(LocalError, match="has no output"):
        dev.deploy()


@pytest.mark.parametrize("name", ["local", "nowhere"])
def test_it_is_for_stages_on_aws(dev: Stage, name: str) -> None:
    with pytest.raises(LocalError, match=f"No stage {name}"):
        dev.deploy(stage=name)


def test_a_chain_that_nobody_named_is_refused(dev: Stage, anvil: Anvil) -> None:
    anvil.ask("anvil_setChainId", 5)
    try:
        with pytest.raises(LocalError, match="Chain 5 is not in"):
            dev.deploy()
    finally:
        anvil.ask("anvil_setChainId", SEPOLIA)


def test_a_node_that_is_away_is_not_named(dev: Stage) -> None:
    with pytest.raises(LocalError) as caught:
        dev.deploy(urls=["http://127.0.0.1:9/v3/key"])
    assert "v3/key" not in str(caught.value)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "No stage nowhere"),
        (["dev"], "Who deploys?"),
        (["dev", "--key", "k", "--kms", "k"], "Who deploys?"),
        (["dev", "--key", "/nowhere/k"], "/nowhere/k cannot be read"),
    ],
)
def test_the_command_says_what_is_missing(
    words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(contracts.NODES, "https://node.example")
    done: Result = CliRunner().invoke(app, ["contracts", "deploy", *words])
    assert done.exit_code == 1
    assert sentence in done.output
