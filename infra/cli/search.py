"""`didit360 reindex`: build what can be found from the stores, here or on a stage of AWS."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console

from infra.cdk.settings import STAGES
from infra.cli.house import in_one_sentence
from infra.local.problems import LocalError
from infra.local.stack import LocalStack

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
        client, function = _on_aws(stage) if stage else _here()
        for part, done in steps(client, function):
            status.update(f"{part}: {done}")
            if done:
                console.print(f"{part}: {done}")
    console.print("What can be found is what the stores have.")


def steps(client: Any, function: str) -> Any:
    """Invoke the function until nothing is left; parts and how much of each was looked at."""
    step: dict[str, Any] = {}
    while True:
        answer = client.invoke(FunctionName=function, Payload=json.dumps(step).encode())
        step = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise LocalError("A step failed: `make logs F=reindex` says why. It may be repeated.")
        yield step.pop("was"), step.pop("done")
        if step["part"] is None:
            return


def _here() -> tuple[Any, str]:
    house = LocalStack.running()
    return house.client("lambda"), str(house.outputs["functions"]["reindex"]["id"])


def _on_aws(stage: str) -> tuple[Any, str]:
    if stage not in STAGES:
        raise LocalError(f"There is no stage {stage}; there are {', '.join(STAGES)}.")
    import boto3

    stack = f"didit360-{stage}-music-search"
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    for output in described.get("Outputs", []):
        if "ReindexFunction" in output["OutputKey"]:
            return boto3.client("lambda"), output["OutputValue"]
    raise LocalError(f"The stack {stack} names no function to invoke: deploy it first.")
