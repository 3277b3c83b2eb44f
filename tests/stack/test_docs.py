"""What docs/music.md has people type works, word for word."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.local import demo
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from media.data import ffmpeg

GUIDE = Path(__file__).parents[2] / "docs" / "music.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The reader's: two songs and a cover."""
    for name, sound in {
        "first.mp3": "anoisesrc=d=64:c=pink:a=0.2:seed=7,tremolo=f=2",
        "second.flac": "sine=f=330:d=8",
    }.items():
        ffmpeg.run(["-f", "lavfi", "-i", sound, str(tmp_path / name)], seconds=60)
    Image.radial_gradient("L").resize((1400, 1400)).save(tmp_path / "cover.jpg")
    return tmp_path


@pytest.fixture
def edge(house: LocalStack) -> str:
    """The house's, with the demo people that `make up` makes."""
    password = house.secret("demo")
    sign_up(house, demo.ARTIST, password, "artist")
    sign_up(house, demo.FAN, password, "fan")
    house.publish(house.outputs | {"demo": {"email": demo.ARTIST, "password": password}})
    return house.url


def documents(text: str) -> Iterator[Any]:
    """JSON after JSON, as curl leaves it."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text.rstrip()):
        document, at = decoder.raw_decode(text, at)
        yield document


@pytest.mark.timeout(420)
def test_the_whole_way_by_curl(edge: str, folder: Path) -> None:
    part = GUIDE.read_text().split("\n## ")[1]
    assert part.startswith("The whole way, by curl")
    script = "\n".join(re.findall(r"```bash\n(.*?)```", part, re.DOTALL))
    done = subprocess.run(
        ["bash", "-euc", f'{script}\necho "$ONE" > track.txt'],
        cwd=folder,
        env=os.environ | {"EDGE": edge},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    track_id = (folder / "track.txt").read_text().strip()
    history, artist, chart = list(documents(done.stdout))[-3:]
    assert history["items"][0]["track"]["id"] == track_id
    assert [top["track"]["id"] for top in artist["top_tracks"]][:1] == [track_id]
    assert artist["artist"]["followers"] == 1
    assert track_id in [entry["track"]["id"] for entry in chart["items"]]
