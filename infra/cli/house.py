"""The commands that start, show and stop the platform on this machine, and deploy it anywhere."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from botocore import exceptions
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from infra.cdk.settings import STAGES
from infra.cli.account import AccountError
from infra.cli.client import ApiError
from infra.local.preconditions import foreign_endpoint
from infra.local.problems import LocalError
from infra.local.processes import listens
from infra.local.stack import ROOT, LocalStack, Ports

console = Console(highlight=False)
_LOOK_SECONDS = 0.5
LOST = (exceptions.ConnectionError, exceptions.HTTPClientError)
"""What boto3 raises when nobody answers any more."""


def register(app: typer.Typer) -> None:
    """Add these commands to the `didit360` command."""
    for command in (up, status, grant_role, migrate, synth, deploy, down, reset):
        app.command()(command)


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Say an expected failure as the sentence that it is, without a traceback."""
    try:
        yield
    except (LocalError, AccountError, ApiError) as error:
        sentence = str(error)
    except LOST:
        sentence = "The AWS engine stopped answering: `make status` says what runs."
    else:
        return
    Console(stderr=True, highlight=False).print("[red]✗[/]", escape(sentence), soft_wrap=True)
    raise typer.Exit(1)


def up(
    demo: Annotated[bool, typer.Option(help="put a demo track and a small catalogue there")] = True,
) -> None:
    """Run the whole platform here until Ctrl-C; what is stored stays."""
    from infra.local.demo import mint, prepare
    from infra.local.seed.run import small

    began = time.monotonic()
    ended = _end_on_signal()
    house = _main()
    with in_one_sentence(), console.status("starting") as busy:

        def tell(what: str, how: str) -> None:
            console.print(f"[green]✓[/] {what:26} [dim]{how}[/]")

        house.tell = tell
        try:
            house.start()
            track = ""
            if demo:
                person, track = prepare(house, lambda how: busy.update(f"demo track: {how}"))
                house.publish(house.outputs | {"demo": person})
                tell("demo track", track)
                edition = mint(house, track, lambda how: busy.update(f"demo edition: {how}"))
                tell("demo edition", edition)
                made = small(house, lambda what, done, of: busy.update(f"{what}: {done} of {of}"))
                tell("small catalogue", "made" if made else "is there")
            busy.stop()
            console.print(_welcome(house, track, time.monotonic() - began))
            _watch(house, ended)
        except KeyboardInterrupt:
            busy.stop()
            console.print("\nStopping, and saving what was stored.")
        finally:
            _deaf()
            house.stop()


def _welcome(house: LocalStack, track: str, seconds: float) -> str:
    lines = [
        "",
        f"[bold]Didit360 is up[/] [dim]after {seconds:.1f} s[/]",
        "",
        f"  Listen      {house.url}",
        f"  Documents   {house.url}/docs",
        f"  AWS         AWS_ENDPOINT_URL={house.endpoint_url}",
        f"  Chain       {house.chain.url} [dim](id 31337; didit360 wallet --help)[/]",
        "",
        "In another terminal:",
        "  .venv/bin/didit360 upload song.flac   [dim]send a track of your own[/]",
        f"  .venv/bin/didit360 play --check {track or 'ID'}",
        "  make logs F=create_track              [dim]what a function says[/]",
        "  make status                           [dim]what runs[/]",
        "",
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)


def _watch(house: LocalStack, ended: threading.Event) -> None:
    while not ended.wait(_LOOK_SECONDS):
        house.check()


def _end_on_signal() -> threading.Event:
    ended = threading.Event()

    def end(*_: object) -> None:
        ended.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    return ended


def _deaf() -> None:
    # A second Ctrl-C must not keep the engine from saving.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def status() -> None:
    """Show what runs here and where."""
    with in_one_sentence():
        house = LocalStack.running()
        table = Table(box=None, show_header=False, pad_edge=False)
        engine_is_up = house.endpoint is not None or listens(house.ports.engine)
        for what, port, where in (
            ("edge", house.ports.edge, house.url),
            ("AWS engine", house.ports.engine, house.endpoint_url),
            ("PostgreSQL", house.ports.postgres, f"127.0.0.1:{house.ports.postgres}"),
            ("chain", house.ports.chain, house.chain.url),
        ):
            is_up = engine_is_up if what == "AWS engine" else listens(port)
            table.add_row("[green]up[/]" if is_up else "[red]down[/]", what, where)
        if engine_is_up:
            _add_deployed(table, house)
        console.print(table)


def grant_role(
    email: Annotated[str, typer.Argument(help="who has signed up")],
    role: Annotated[str, typer.Argument(help="moderator, admin, ...")],
    stage: Annotated[
        str | None, typer.Option(help="on AWS, with the credentials that are set; default: here")
    ] = None,
) -> None:
    """Give somebody a role. Moderators and admins are made in no other way."""
    from infra.local import people

    with in_one_sentence():
        if stage is None:
            people.grant(LocalStack.running(), email, role)
        else:
            people.give(*_deployed_pool(stage), email, role)
        console.print(f"{escape(email)} is {role} from the next token on: sign in again.")


def _deployed_pool(stage: str) -> tuple[Any, str]:
    """Cognito, and the id of a deployed stage's user pool."""
    import boto3

    if stage not in STAGES:
        raise LocalError(f"No stage {stage}; there are {', '.join(STAGES)}.")
    region = STAGES[stage].region
    name = f"didit360-{stage}-identity"
    try:
        stacks = boto3.client("cloudformation", region_name=region).describe_stacks(StackName=name)
    except (exceptions.BotoCoreError, exceptions.ClientError) as error:
        raise LocalError(f"{name} cannot be looked at: {error}") from None
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stacks["Stacks"][0]["Outputs"]}
    return boto3.client("cognito-idp", region_name=region), outputs["UserPoolId"]


def migrate() -> None:
    """Bring the database that runs here forward: apply what is new in */data/migrations."""
    with in_one_sentence():
        applied = LocalStack.running().migrate()
        for name in applied:
            console.print(f"[green]✓[/] {escape(name)}")
        if not applied:
            console.print("Nothing is new.")


def _add_deployed(table: Table, house: LocalStack) -> None:
    for stack in house.client("cloudformation").describe_stacks()["Stacks"]:
        table.add_row(stack["StackStatus"].lower(), stack["StackName"], "")
    for name, count in _dead_letters(house):
        table.add_row("[red]failed[/]", name, f"{count} messages that no function could handle")


def _dead_letters(house: LocalStack) -> Iterator[tuple[str, int]]:
    sqs = house.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", ()):
        said = sqs.get_queue_attributes(
            QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
        )["Attributes"]
        count = int(said["ApproximateNumberOfMessages"])
        name = url.rsplit("/", 1)[-1]
        if count and "dead" in name.lower():
            yield name, count


def deploy(
    stage: Annotated[str, typer.Argument(help=" or ".join(STAGES))] = "local",
) -> None:
    """Deploy the stacks: to what runs here, or to AWS with the credentials that are set."""
    with in_one_sentence():
        if stage == "local":
            house = LocalStack.running()
            house.tell = lambda what, how: console.print(f"[green]✓[/] {what:26} [dim]{how}[/]")
            house.redeploy()
            return
        raise typer.Exit(_cdk(stage, "deploy", "--all"))


def synth(
    stage: Annotated[str, typer.Argument(help=" or ".join(STAGES))] = "dev",
) -> None:
    """Synthesize a stage's templates into cdk.out/STAGE."""
    with in_one_sentence():
        raise typer.Exit(_cdk(stage, "synth", "--quiet", "--output", f"cdk.out/{stage}"))


def _cdk(stage: str, *words: str) -> int:
    if stage not in STAGES:
        raise LocalError(f"No stage {stage}; there are {', '.join(STAGES)}.")
    if shutil.which("npx") is None:
        raise LocalError("Node.js is missing: CDK needs its `npx`.")
    command = ["npx", "cdk", *words, "-c", f"stage={stage}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def down() -> None:
    """Stop what `up` started; what is stored stays."""
    with in_one_sentence():
        pid = LocalStack.owner()
        if pid is None:
            console.print("Nothing runs here.")
            return
        os.kill(pid, signal.SIGTERM)
        with console.status("stopping"):
            deadline = time.monotonic() + 60
            while LocalStack.owner() == pid:
                if time.monotonic() > deadline:
                    raise LocalError(f"The process {pid} does not stop.")
                time.sleep(0.05)
        console.print("Stopped.")


def reset(
    yes: Annotated[bool, typer.Option("--yes", envvar="YES", help="do not ask")] = False,
) -> None:
    """Remove everything that is stored here: people, tracks, uploads, logs."""
    with in_one_sentence():
        house = _main()
        if not yes:
            if not sys.stdin.isatty():
                raise LocalError("Nobody is there to ask: say YES=1 to remove everything stored.")
            typer.confirm(f"Remove everything stored under {house.home}?", abort=True)
        house.wipe()
        console.print("Everything that was stored is gone.")


def _main() -> LocalStack:
    ports = Ports.chosen()
    given = os.environ.get("AWS_ENDPOINT_URL")
    return LocalStack(ports=ports, endpoint=foreign_endpoint(given, ports.engine))
