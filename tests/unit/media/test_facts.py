"""What is told of a finished stream."""

from typing import Any

import pytest

from media.domain import facts
from media.domain.source import Audio, Source

SOUND = Audio(0, "flac", True, 44_100, 2, "stereo", 16, 700_000, 0.0)
SOURCE = Source("audio", "flac", 9, 3.0, 700_000, SOUND, None, None)
MEASURED: dict[str, Any] = {
    "sha256": "0" * 64,
    "samples": 132_300,
    "duration": 3.0,
    "loudness": {
        "integrated_lufs": -9.3,
        "range_lu": 5.1,
        "true_peak_dbtp": 0.2,
        "gain_db": -4.7,
    },
}


def test_sound_that_is_left_alone_is_told_its_gain() -> None:
    told = facts.of(SOURCE, {"gain_db": None}, MEASURED)
    assert (told["loudness"], told["normalised_db"]) == (MEASURED["loudness"], None)


@pytest.mark.parametrize(("applied", "left"), [(-4.7, "0.0"), (-4.0, "-0.7")])
def test_of_normalised_sound_players_are_told_what_is_left(applied: float, left: str) -> None:
    told = facts.of(SOURCE, {"gain_db": applied}, MEASURED)
    assert told["normalised_db"] == applied
    assert str(told["loudness"]["gain_db"]) == left
    assert told["loudness"]["integrated_lufs"] == -9.3, "the source's own"


def test_a_film_without_sound_has_no_loudness() -> None:
    told = facts.of(SOURCE, {"gain_db": None}, MEASURED | {"loudness": None})
    assert (told["loudness"], told["normalised_db"]) == (None, None)
