"""`didit360 rebuild-market`: read the chain again, and build the market from what it says."""

from typing import Annotated, Any

import typer
from rich.console import Console

from infra.cli import search
from infra.cli.house import in_one_sentence
from infra.local.problems import LocalError
from infra.local.stepwise import answers

console = Console(highlight=False)

_STACK = "nfts-market"
_READS, _BUILDS = "reread_chain", "reindex_market"


def register(app: typer.Typer) -> None:
    """Add this command to the `didit360` command."""
    app.command("rebuild-market")(rebuild_market)


def rebuild_market(
    stage: Annotated[
        str | None, typer.Argument(help="a stage on AWS; without: the house that runs here")
    ] = None,
) -> None:
    """Build the market from the chain, while people go on buying."""
    with in_one_sentence(), console.status("rebuild-market") as status:
        client, reads = search.find(_READS, _STACK, stage)
        _, builds = search.find(_BUILDS, _STACK, stage)
        for part, done in steps(client, reads, builds):
            status.update(f"{part}: {done}")
            if done:
                console.print(f"{part}: {done}")
    console.print("The market is what the chain says.")


def steps(client: Any, reads: str, builds: str) -> Any:
    """Have the functions do it all; parts and how much of each was looked at."""
    last: dict[str, Any] = {}
    for step in answers(client, reads, {}):
        last = step
        yield step["was"], step["done"]
    if not last:
        raise LocalError("The chain was not read.")
    for step in answers(client, builds, {"chain": last["chain"]}):
        yield step["was"], step["done"]
