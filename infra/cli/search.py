"""`didit360 reindex`: build what can be found from the stores, here or on a stage of AWS."""

from typing import Annotated, Any

import typer
from rich.console import Console

from infra.cdk.settings import STAGES
from infra.cli.house import in_one_sentence
from infra.local.problems import LocalError
from infra.local.stack import LocalStack
from infra.local.stepwise import answers

console = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add this command to the `didit360` command."""
    app.command()(reindex)


def reindex(
    stage: Annotated[
        str | None, typer.Argument(help="a stage on AWS; without: the house that runs here")
    ] = None,
) -> None:
    """Build what can be found from the stores, while people go on searching."""
    with in_one_sentence(), console.status("reindex") as status:
        client, function = find("reindex", "music-search", stage)
        for part, done in steps(client, function):
            status.update(f"{part}: {done}")
            if done:
                console.print(f"{part}: {done}")
    console.print("What can be found is what the stores have.")


def steps(client: Any, function: str) -> Any:
    """Invoke the function until nothing is left; parts and how much of each was looked at."""
    for step in answers(client, function, {}):
        yield step["was"], step["done"]


def find(name: str, stack: str, stage: str | None) -> tuple[Any, str]:
    """A client, and the function that a stack has for a command; here, or on a stage of AWS."""
    if stage is None:
        house = LocalStack.running()
        return house.client("lambda"), str(house.outputs["functions"][name]["id"])
    if stage not in STAGES:
        raise LocalError(f"There is no stage {stage}; there are {', '.join(STAGES)}.")
    import boto3

    whole = f"didit360-{stage}-{stack}"
    described = boto3.client("cloudformation").describe_stacks(StackName=whole)["Stacks"][0]
    output = f"{name.capitalize()}Function".replace("_", "")
    for one in described.get("Outputs", []):
        if output in one["OutputKey"]:
            return boto3.client("lambda"), one["OutputValue"]
    raise LocalError(f"The stack {whole} names no function to invoke: deploy it first.")
