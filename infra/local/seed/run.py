"""The seed as a whole: a few tunes that are really there, and a catalogue that is heard as them."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cli.client import Client
from infra.cli.upload import Uploader
from infra.local import tune
from infra.local.demo import until_ready
from infra.local.people import sign_up
from infra.local.seed import pictures, plant, plays
from infra.local.seed.plan import plan

if TYPE_CHECKING:
    from infra.local.seed.plant import Tell
    from infra.local.stack import LocalStack

TUNER = "tunes@didit360.example"
_TUNES = ((0, 96), (3, 84), (-4, 112), (7, 72))
"""Semitones higher, and tempo."""

SMALL = (8, 24)
"""Artists and tracks of `make up`."""


def seed(house: "LocalStack", artists: int, tracks: int, tell: "Tell") -> None:
    """Everything; safe to repeat, and to go on with after an interruption."""
    made = plan(artists, tracks, tunes=len(_TUNES), today=datetime.now(UTC))
    plant.plant(house, made, _tunes(house, len(_TUNES), tell), tell)
    plays.listen(house, made, tracks * 3, tell)
    pictures.paint(house, made, min(artists, 100), tell)


def small(house: "LocalStack", tell: "Tell") -> bool:
    """A few artists, who all sound alike; False if they were there already."""
    made = plan(*SMALL, tunes=1, today=datetime.now(UTC))
    if plant.is_planted(house, made):
        return False
    plant.plant(house, made, _tunes(house, 1, tell), tell)
    plays.listen(house, made, 60, tell)
    pictures.paint(house, made, 3, tell)
    return True


def _tunes(house: "LocalStack", many: int, tell: "Tell") -> list[str]:
    """Tracks of an account of their own, which nobody signs in to."""
    person = sign_up(house, TUNER, house.secret("tunes"), "artist")
    client = Client(person)
    known = {track["title"]: track["id"] for track in client.tracks()}
    for number, (higher, tempo) in enumerate(_TUNES[:many], 1):
        title = f"Tune {number}"
        if title not in known:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "tune.wav"
                tune.write(file, higher=higher, tempo=tempo)
                known[title] = Uploader(client, file, title, "audio", lambda _: None).run()
        until_ready(client, known[title], lambda _: None)
        tell("tunes", number, many)
    return [known[f"Tune {number}"] for number in range(1, many + 1)]
