"""`didit360 seed`: fill the house that runs here with a believable catalogue."""

from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from infra.cli.house import in_one_sentence
from infra.local.stack import LocalStack


def register(app: typer.Typer) -> None:
    """Add this command to the `didit360` command."""
    app.command()(seed)


def seed(
    artists: Annotated[int, typer.Option(min=2, max=5000, help="how many artists")] = 200,
    tracks: Annotated[int, typer.Option(min=2, max=100_000, help="how many tracks")] = 2000,
) -> None:
    """Fill the running house with artists, releases, playlists and plays (made up, repeatable)."""
    from infra.local.seed.run import seed as plant

    with in_one_sentence(), Progress() as progress:
        shown: dict[str, TaskID] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in shown:
                shown[what] = progress.add_task(what, total=of)
            progress.update(shown[what], completed=done)

        plant(LocalStack.running(), artists, tracks, tell)
