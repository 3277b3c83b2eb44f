"""Put something there: people, a track that went the way of every track, an edition of it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cli.client import Client
from infra.cli.upload import Uploader
from infra.local import demo_edition, tune
from infra.local.people import sign_up
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.cli.account import Account
    from infra.local.stack import LocalStack

ARTIST = "artist@didit360.example"
FAN = "fan@didit360.example"
COLLECTOR = "collector@didit360.example"
BAND = {
    "artist": ARTIST,
    "producer": "producer@didit360.example",
    "singer": "singer@didit360.example",
}
"""Who is paid for the demo edition."""
TITLE = "Twelve Bars of Morning"
_POLL_SECONDS = 0.2
_MOST_SECONDS = 300


def prepare(house: LocalStack, progress: Callable[[str], None]) -> tuple[dict[str, str], str]:
    """Make sure that the demo is there; the artist's login and the track's id.

    `progress` is told how far the track has come. The passwords are made here and kept in the
    instance's folder.
    """
    password = house.secret("demo")
    artist = sign_up(house, ARTIST, password, *_missing(house, ARTIST, "artist"))
    for email in (FAN, COLLECTOR):
        sign_up(house, email, password, *_missing(house, email, "fan"))
    client = Client(artist)
    track_id = _existing(client) or _send(artist, progress)
    until_ready(client, track_id, progress)
    return {"email": ARTIST, "password": password}, track_id


def mint(house: LocalStack, track_id: str, progress: Callable[[str], None]) -> str:
    """Make sure that the demo track is an edition that three people are paid for; its id."""
    password = house.secret("demo")
    accounts = {name: sign_up(house, email, password) for name, email in BAND.items()}
    members = demo_edition.band(house, accounts)
    return demo_edition.prepare(members, track_id, TITLE, progress)


def _missing(house: LocalStack, email: str, role: str) -> list[str]:
    """The role, unless the person has it already."""
    cognito = house.client("cognito-idp")
    try:
        groups = cognito.admin_list_groups_for_user(
            Username=email, UserPoolId=house.outputs["user_pool_id"]
        )["Groups"]
    except cognito.exceptions.UserNotFoundException:
        groups = []
    return [] if role in {group["GroupName"] for group in groups} else [role]


def _existing(client: Client) -> str | None:
    """The demo track of an earlier run, if it came through."""
    for track in client.tracks():
        if track["title"] == TITLE and track["state"] in ("uploaded", "processing", "ready"):
            return str(track["id"])
    return None


def _send(artist: Account, progress: Callable[[str], None]) -> str:
    progress("composing")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "twelve-bars.wav"
        tune.write(file)
        progress("sending")
        return Uploader(Client(artist), file, TITLE, "audio", lambda _: None).run()


def until_ready(client: Client, track_id: str, progress: Callable[[str], None]) -> None:
    """Until the track can be heard; LocalError."""
    deadline = time.monotonic() + _MOST_SECONDS
    while True:
        track = client.get_track(track_id)
        if track["state"] == "ready":
            return
        if track["state"] == "failed":
            raise LocalError(f"The demo track failed: {track['reason']}")
        if time.monotonic() > deadline:
            raise LocalError(
                "The demo track is not ready after five minutes: `make logs F=encode` may say why."
            )
        progress(f"{track['state']} {track['percent'] or 0} %")
        time.sleep(_POLL_SECONDS)
