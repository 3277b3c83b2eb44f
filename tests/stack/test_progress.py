"""Who waits for a long file sees that it moves: a percentage that only rises, and a word for it."""

import wave
from itertools import pairwise
from pathlib import Path

import numpy as np

from infra.cli.upload import Uploader
from tests.house import Person, wait_until
from tests.stack.journeys import Heard

SECONDS, RATE = 660, 8000


def test_a_long_file_moves_steadily(artist: Person, heard: Heard, tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    noise = np.random.default_rng(11).normal(0, 3000, SECONDS * RATE).astype("<i2")
    with wave.open(str(file), "wb") as written:
        written.setparams((1, 2, RATE, 0, "NONE", ""))
        written.writeframes(noise.tobytes())
    track_id = Uploader(artist.client, file, "Long", "audio", lambda _: None).run()
    shown: list[int] = []

    def ready() -> bool:
        track = artist.client.get_track(track_id)
        if track["processing"] and track["processing"]["percent"] is not None:
            shown.append(track["processing"]["percent"])
        return bool(track["state"] == "ready")

    wait_until(ready, 200, "a stream of eleven minutes")
    told = heard.about(track_id.replace("trk_", "med_"), "media_progressed")
    percents = [event["percent"] for event in told]
    assert len(set(percents)) >= 10
    assert shown == sorted(shown), "never backwards"
    steps = sorted({0, *percents, 100})
    assert max(after - before for before, after in pairwise(steps)) <= 25
    stages = list(
        dict.fromkeys(event["stage"] for event in sorted(told, key=lambda e: e["percent"]))
    )
    assert stages == ["looking", "encoding", "checking", "packaging"]
    parts = [event["parts"] for event in told if "parts" in event]
    assert {"done": 2, "of": 2} in parts
