"""A master delivered at the usual loudness: turned up or down once, in each rendition alike."""

from pathlib import Path

import numpy as np
import pytest

from media.domain.loudness import Loudness
from media.steps import probe
from media.steps.measure import listen
from tests.unit.media.encoded import Sound, hear, music, record, snr, stream
from tests.unit.media.files import film, make, sine


def loudness(path: Path, kind: str = "audio") -> Loudness:
    heard = listen(path, probe.look(str(path), kind))
    assert heard is not None
    return heard.loudness


def of_rendition(folder: Path, sound: Sound, rate: int) -> Loudness:
    return loudness(record(folder / "heard.wav", sound, rate, "-c:a", "pcm_f32le"))


FORMS = {
    "quiet WAV": (0.05, "wav", ()),
    "loud FLAC": (0.99, "flac", ()),
    "24 bit": (0.1, "wav", ("-c:a", "pcm_s24le")),
    "MP3": (0.3, "mp3", ("-b:a", "320k")),
    "Vorbis, in pieces": (0.2, "ogg", ("-c:a", "vorbis", "-strict", "-2", "-b:a", "320k")),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_rendition_is_as_loud_as_the_gain_makes_it(name: str, tmp_path: Path) -> None:
    level, suffix, arguments = FORMS[name]
    sound = music(13, 44_100) * np.float32(level / 0.6)
    original = record(tmp_path / f"in.{suffix}", sound, 44_100, *arguments)
    before = loudness(original)
    assert before.gain_db
    assert before.integrated_lufs
    made = stream(original, tmp_path / "out", cuts=[1], gain_db=before.gain_db)
    assert made.plan.decode is ("pieces" in name)
    for rendition in made.plan.renditions:
        heard = hear(made.playlist(rendition.id), 2)[: round(13 * rendition.timescale)]
        after = of_rendition(tmp_path, heard, rendition.timescale)
        wanted = before.integrated_lufs + before.gain_db
        assert after.integrated_lufs == pytest.approx(wanted, abs=0.3), rendition.id
        # Loss makes waves that were not there; what is turned up does not pass the ceiling.
        most = -1 if rendition.codec == "flac" else 0.5
        assert after.true_peak_dbtp is not None
        assert after.true_peak_dbtp <= most + 0.1, rendition.id


def test_flac_is_the_master_times_the_gain(tmp_path: Path) -> None:
    sound = music(2, 48_000) * np.float32(0.2)
    original = record(tmp_path / "in.wav", sound, 48_000)
    made = stream(original, tmp_path / "out", only=["flac"], gain_db=6.5)
    wanted = hear(original, 2) * np.float32(10 ** (6.5 / 20))
    found = hear(made.playlist("flac"), 2)
    assert np.abs(found - wanted).max() <= 2**-22, "no step of 16 bits"
    assert snr(wanted, found) > 110


def test_a_film_s_sound_is_turned_up_too(tmp_path: Path) -> None:
    arguments = [*film(seconds=5, size="160x90"), *sine(seconds=5, level=-30), "-c:v", "libx264"]
    original = make(tmp_path / "in.mov", [*arguments, "-c:a", "pcm_s16le"])
    before = loudness(original, "video")
    made = stream(original, tmp_path / "out", kind="video", gain_db=before.gain_db)
    heard = hear(made.playlist("aac-128"), 1)
    after = of_rendition(tmp_path, heard, 44_100)
    assert after.integrated_lufs == pytest.approx(-14, abs=0.5)
