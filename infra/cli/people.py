"""The commands for people: login, upload, tracks, play, original, delete."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TransferSpeedColumn,
)
from rich.table import Column, Table

from infra.cli import account, check
from infra.cli.client import ApiError, Client, Json
from infra.cli.download import Download
from infra.cli.upload import Uploader, content_type

_POLL = 0.5
_STAGES = {
    "looking": "Looking at the file",
    "decoding": "Decoding",
    "encoding": "Encoding",
    "checking": "Checking the joins",
    "packaging": "Packaging",
}
console = Console(stderr=True, highlight=False)
out = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add these commands to the `didit360` command."""
    for command in (login, logout, upload, tracks, play, original, delete):
        app.command()(command)


def login(
    email: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True)],
    url: Annotated[str | None, typer.Option(help="the platform; default: this machine's")] = None,
    client_id: Annotated[str | None, typer.Option(help="the Cognito app client")] = None,
    region: Annotated[str | None, typer.Option(help="of the user pool, on AWS")] = None,
) -> None:
    """Sign in and stay signed in."""
    with _plainly():
        found = account.sign_in(_stack(url, client_id, region), email, password)
        path = account.keep(found)
    console.print(f"Signed in to {found.stack.url} as {email}. Kept in {path}.")


def logout() -> None:
    """Forget the login."""
    account.forget()
    console.print("Signed out.")


def upload(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    title: Annotated[str | None, typer.Option(help="default: the file's name")] = None,
    kind: Annotated[str | None, typer.Option(help="audio or video; default: by the name")] = None,
    wait: Annotated[bool, typer.Option(help="until the track can be heard")] = True,
    normalise: Annotated[
        bool, typer.Option("--normalise", help="make the sound itself as loud as players play it")
    ] = False,
    av1: Annotated[bool, typer.Option("--av1", help="AV1 too, of a film in 1080p or more")] = False,
    follows: Annotated[
        str | None, typer.Option(metavar="ID", help="it goes on from this track without a gap")
    ] = None,
) -> None:
    """Register a track and send its file; run again after an interruption to go on."""
    guessed = "video" if content_type(file).startswith("video/") else "audio"
    if kind not in {None, "audio", "video"}:
        raise typer.BadParameter("audio or video", param_hint="--kind")
    asked = {"normalise": normalise, "av1": av1, "follows": follows}
    with _plainly(), _bar(DownloadColumn(), TransferSpeedColumn()) as bar:
        task = bar.add_task("Sending", total=file.stat().st_size)
        uploader = Uploader(
            Client(account.current()),
            file,
            title or file.stem,
            kind or guessed,
            lambda sent: bar.update(task, completed=sent),
            {name: value for name, value in asked.items() if value},
        )
        try:
            track_id = uploader.run()
        except KeyboardInterrupt:
            bar.stop()
            console.print(f"Interrupted. {uploader.when_interrupted}")
            raise typer.Exit(130) from None
    if uploader.was_there:
        console.print(f"The file was there already, as {track_id}.")
    elif uploader.resumed:
        console.print(f"Went on with the interrupted upload of {track_id}.")
    if wait:
        try:
            _follow(uploader.client, track_id)
        except KeyboardInterrupt:
            console.print(f"Interrupted. {uploader.when_interrupted}")
            raise typer.Exit(130) from None
    out.print(track_id)


def tracks(
    limit: Annotated[int, typer.Option(min=1, help="at most so many")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document a line")] = False,
) -> None:
    """List your tracks, newest first."""
    with _plainly():
        found = list(Client(account.current()).tracks(limit))
    if as_json:
        for track in found:
            print(json.dumps(track))
        return
    # An id is there to be copied: it is never cut.
    columns = [Column("Id", no_wrap=True, min_width=30), Column("Title", overflow="fold")]
    columns += [Column(name, no_wrap=True) for name in ("Kind", "State", "Length", "LUFS")]
    table = Table(*columns, box=None, pad_edge=False)
    for track in found:
        table.add_row(*_row(track))
    out.print(table if found else "No tracks yet: didit360 upload FILE")


def play(
    track_id: Annotated[str, typer.Argument(metavar="ID")],
    verify: Annotated[
        bool, typer.Option("--check", help="download and decode every rendition, and count")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the grant as JSON")] = False,
) -> None:
    """Ask for a playback grant and print the playlist's URL and the cookies that open it."""
    with _plainly():
        client = Client(account.current())
        grant = client.playback(track_id)
        if as_json:
            print(json.dumps(grant))
        else:
            _show(client.account.stack, track_id, grant)
        if verify and not _verified(client.get_track(track_id), grant):
            raise typer.Exit(1)


def original(
    track_id: Annotated[str, typer.Argument(metavar="ID")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="default: its title")
    ] = None,
) -> None:
    """Download a track's file as it was sent."""
    with _plainly(), _bar(DownloadColumn(), TransferSpeedColumn()) as bar:
        download = Download(Client(account.current()), track_id)
        said = download.look()
        to = output or Path(Path(said["file_name"]).name)
        if output is None and to.exists():
            raise ApiError(f"{to} is there already: say another name with -o.")
        task = bar.add_task("Fetching", total=said["size"])
        download.on_progress = lambda here: bar.update(task, completed=here)
        download.run(to)
    out.print(str(to), soft_wrap=True, markup=False)


def delete(
    track_id: Annotated[str, typer.Argument(metavar="ID")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Delete a track and every file of it, or a draft that waits for its file."""
    with _plainly():
        client = Client(account.current())
        track = client.get_track(track_id)
        if not yes:
            typer.confirm(f"Delete {track['title']} and every file of it?", abort=True)
        client.delete_track(track_id)
    console.print(f"Deleted {track_id}.")


def _show(stack: account.Stack, track_id: str, grant: Json) -> None:
    # Plain prints: a wrapped URL or cookie could not be copied.
    local = account.Stack.local()
    if local and local[0] == stack:
        print(f"Page      {stack.url}/#{track_id}")
    print(f"Playlist  {grant['playlist_url']}")
    print(f"Cookie    {'; '.join(f'{k}={v}' for k, v in grant['cookies'].items())}")
    print(f"Gain      {grant['gain_db']:+.2f} dB")
    print(f"Until     {grant['expires_at']}")


def _verdict(one: check.Finding) -> str:
    off = one.decoded - one.expected
    if one.right:
        return f"[green]{'exact' if not off else f'{off:+d} of {one.tolerance}'}"
    return "[red]playlist is wrong" if not one.playlist_is_right else f"[red]{off:+d}"


def _verified(track: Json, grant: Json) -> bool:
    table = Table("Rendition", "Codecs", "Playlist", "Decoded", "Source", "", box=None)
    with tempfile.TemporaryDirectory() as folder, console.status("Checking") as status:
        found = check.check(
            track, grant, Path(folder), lambda name: status.update(f"Decoding {name}")
        )
    for one in found:
        seconds = f"{float(one.playlist_seconds):.6f} s" if one.playlist_seconds else ""
        verdict = _verdict(one)
        expected = f"{one.expected} {one.unit}"
        table.add_row(one.name, one.codecs, seconds, str(one.decoded), expected, verdict)
    out.print(table)
    return bool(found) and all(one.right for one in found)


def _follow(client: Client, track_id: str) -> None:
    with _plainly(), _bar(TaskProgressColumn()) as bar:
        task = bar.add_task("Making the stream", total=100)
        while True:
            track = client.get_track(track_id)
            if track["state"] == "ready":
                bar.update(task, completed=100)
                bar.stop()
                for other in track.get("same_recording_as", ()):
                    console.print(f"You have sent this recording before, as {other}.")
                return
            if track["state"] == "failed":
                bar.stop()
                _fail(track["reason"] or "It could not be made.")
            bar.update(task, completed=track["percent"] or 0, description=_stage(track))
            time.sleep(_POLL)


def _stage(track: Json) -> str:
    sentence = _STAGES.get(track.get("stage") or "", "Making the stream")
    parts = (track.get("processing") or {}).get("parts")
    return f"{sentence}, {parts['done']} of {parts['of']} parts" if parts else sentence


def _row(track: Json) -> list[str]:
    facts = track["facts"] or {}
    loudness = (facts.get("loudness") or {}).get("integrated_lufs")
    percent = f" {track['percent']} %" if track["percent"] is not None else ""
    minutes, seconds = divmod(round(facts.get("duration_ms", 0) / 1000), 60)
    return [
        track["id"],
        escape(track["title"]),
        track["kind"],
        track["state"] + percent,
        f"{minutes}:{seconds:02d}" if facts else "",
        f"{loudness:.1f}" if loudness is not None else "",
    ]


def _stack(url: str | None, client_id: str | None, region: str | None) -> account.Stack:
    if url is None:
        local = account.Stack.local()
        if local is None:
            raise account.AccountError("No stack runs here: say --url, --client-id and --region.")
        return local[0]
    if client_id is None or region is None:
        raise account.AccountError("--url needs --client-id and --region too.")
    return account.Stack(url.rstrip("/"), client_id, f"https://cognito-idp.{region}.amazonaws.com/")


def _bar(*columns: DownloadColumn | TransferSpeedColumn | TaskProgressColumn) -> Progress:
    text = TextColumn("{task.description}")
    return Progress(text, BarColumn(), *columns, console=console)


@contextmanager
def _plainly() -> Iterator[None]:
    """An expected failure is one sentence, never a traceback."""
    try:
        yield
    except (account.AccountError, ApiError) as error:
        _fail(str(error))


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)
