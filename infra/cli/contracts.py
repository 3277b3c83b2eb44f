"""Build the contracts, and deploy them: to what runs here, or for a stage on AWS."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from infra.cdk.settings import STAGES
from infra.cli.house import console, in_one_sentence
from infra.cli.wallet import quiet
from infra.local.problems import LocalError
from infra.local.stack import LOCAL, ROOT, LocalStack

if TYPE_CHECKING:
    from infra.local.contracts.signer import Signer

RECORDS = ROOT / "contracts" / "deployments"
NODES = "DIDIT360_NODES"

contracts = typer.Typer(
    name="contracts", help="The contracts of NFTChords on a chain.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands to the `didit360` command."""
    contracts.command()(build)
    contracts.command()(deploy)
    app.add_typer(contracts)


def build() -> None:
    """Build them with forge, if anything that decides their bytes has changed."""
    from infra.local.contracts.build import built

    with in_one_sentence():
        for name, artifact in built(ROOT, LOCAL / "contracts").items():
            console.print(f"{name:10} {len(artifact.runtime):6} bytes")


def deploy(
    stage: Annotated[str, typer.Argument(help="local, or a stage on AWS")] = "local",
    key: Annotated[
        Path | None, typer.Option("--key", help="the deployer's key file, of mode 0600")
    ] = None,
    kms: Annotated[str | None, typer.Option(help="or the deployer's key in KMS")] = None,
    owner: Annotated[
        str | None, typer.Option(help="who owns the contracts; default: the deployer")
    ] = None,
    treasury: Annotated[
        str | None, typer.Option(help="who gets the platform's fee; default: the deployer")
    ] = None,
    fee_bps: Annotated[int, typer.Option(help="the platform's fee, 1/10,000ths")] = 250,
    currency: Annotated[
        list[str] | None, typer.Option(help="an ERC-20 that prices may be in; repeatable")
    ] = None,
    replace: Annotated[
        bool, typer.Option(help="where other code stands, deploy anew and leave that one behind")
    ] = False,
) -> None:
    """Deploy what is not there yet, check all of it against the build, and tell the functions.

    Safe to run twice. The nodes' addresses, which may hold a provider's key, come from the
    environment (DIDIT360_NODES, separated by commas) or are asked for; they are stored in the
    stage's secret and nowhere else.
    """
    with in_one_sentence(), quiet():
        if stage == "local":
            from infra.local.contracts.build import built

            house = LocalStack.running()
            house.tell = _tell
            house.deploy_contracts(built(ROOT, LOCAL / "contracts"))
            return
        _on_aws(
            stage,
            key,
            kms,
            owner=owner,
            treasury=treasury,
            fee_bps=fee_bps,
            currencies=currency or [],
            replace=replace,
        )


def _on_aws(stage: str, key: Path | None, kms: str | None, **said: Any) -> None:
    import boto3

    from infra.local.contracts import stage as stages
    from infra.local.contracts.build import built

    if stage not in STAGES:
        raise LocalError(f"No stage {stage}; there are {', '.join(STAGES)}.")
    given = os.environ.get(NODES) or typer.prompt("Nodes (hidden)", hide_input=True)
    urls = [url.strip() for url in given.split(",") if url.strip()]
    wanted = stages.Wanted(stage, urls, _signer(key, kms), **said)
    client = partial(boto3.client, region_name=STAGES[stage].region)
    stages.deploy(wanted, built(ROOT, LOCAL / "contracts"), RECORDS, client, _tell)


def _signer(key: Path | None, kms: str | None) -> "Signer":
    from infra.local.contracts.signer import Key
    from nfts.data.kms_account import KmsAccount

    if (key is None) == (kms is None):
        raise LocalError("Who deploys? Either --key FILE or --kms KEY.")
    return Key.kept(key) if key else KmsAccount(kms or "")


def _tell(what: str, how: str) -> None:
    console.print(f"[green]✓[/] {what:26} [dim]{escape(how)}[/]")
