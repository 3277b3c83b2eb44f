"""The command that shows what a function says, as it says it."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from infra.cli.house import LOST, console, in_one_sentence
from infra.local.problems import LocalError
from infra.local.stack import LocalStack

_POLL_SECONDS = 0.4


def register(app: typer.Typer) -> None:
    """Add this command to the `didit360` command."""
    app.command()(logs)


def logs(
    function: Annotated[
        str, typer.Argument(help="as its file is called: create_track; if two are, music.outbox")
    ],
    follow: Annotated[bool, typer.Option(help="go on until Ctrl-C")] = True,
    minutes: Annotated[float, typer.Option(help="begin so long ago")] = 15,
) -> None:
    """Show a function's log, newest last."""
    with in_one_sentence():
        house = LocalStack.running()
        known = house.outputs["functions"]
        if function not in known:
            raise LocalError(f"No function {function}; there are {', '.join(sorted(known))}.")
        began = int((time.time() - minutes * 60) * 1000)
        try:
            for line in _lines(house.client("logs"), known[function]["log_group"], began, follow):
                console.print(line, markup=False, soft_wrap=True)
        except KeyboardInterrupt:
            return
        except LOST:
            raise LocalError("The platform has stopped, and its log with it.") from None


def _lines(client: Any, group: str, since: int, follow: bool) -> Iterator[str]:
    """Each message once, in order: what was shown of the last millisecond comes again."""
    shown: Counter[tuple[str, int, str]] = Counter()
    while True:
        pages = client.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=since
        )
        events = [event for page in pages for event in page["events"]]
        again: Counter[tuple[str, int, str]] = Counter()
        for event in sorted(events, key=lambda event: int(event["timestamp"])):
            key = (event["logStreamName"], event["timestamp"], event["message"])
            again[key] += 1
            if again[key] > shown[key]:
                shown[key] += 1
                since = event["timestamp"]
                yield event["message"].rstrip("\n")
        if not follow:
            return
        time.sleep(_POLL_SECONDS)
