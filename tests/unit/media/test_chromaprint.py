"""Fingerprints are those of fpcalc, and tell recordings apart as they should."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from media.data.listen import HEARD_SECONDS, beginning
from media.domain import recordings
from media.domain.chromaprint import SAMPLE_RATE, SILENCE, Codes, codes_of, fingerprint
from media.steps import probe
from tests.real_files import songs
from tests.unit.media.files import make, sine


def heard(path: Path) -> Codes:
    audio = probe.look(str(path), "audio").audio
    assert audio is not None
    return fingerprint(beginning(path, audio, seconds=60))


def encoded(tmp_path: Path, song: str, name: str, *options: str, start: int = 40) -> Codes:
    """Half a minute of a real song, as some file."""
    cut = ["-ss", str(start), "-t", "25", "-i", str(songs()[song]), "-map", "0:a:0"]
    return heard(make(tmp_path / name, [*cut, *options]))


def pcm(samples: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.round(samples * 20_000).astype(np.int16)


def noise(seed: int, seconds: int = 60) -> NDArray[np.int16]:
    return pcm(np.random.default_rng(seed).normal(size=SAMPLE_RATE * seconds) / 8)


@pytest.mark.skipif(not shutil.which("fpcalc"), reason="no libchromaprint-tools: no fpcalc")
@pytest.mark.parametrize("title", ["Feelings", "Metal madness", "War of freedom"])
def test_the_codes_are_fpcalc_s(title: str) -> None:
    said = subprocess.run(
        ["fpcalc", "-raw", "-json", str(songs()[title])], check=True, capture_output=True
    )
    theirs = np.array(json.loads(said.stdout)["fingerprint"], np.uint32)
    mine = heard(songs()[title])
    assert len(mine) == len(theirs) == codes_of(HEARD_SECONDS)
    different = np.bitwise_count(mine ^ theirs).sum()
    # Every bit was the same; a sample rounded otherwise by another ffmpeg may move a few.
    assert different <= 0.0005 * 32 * len(mine)


def test_silence_has_the_code_that_it_has_everywhere() -> None:
    codes = fingerprint(np.zeros(30 * SAMPLE_RATE, np.int16))
    assert set(codes.tolist()) == {SILENCE}


@pytest.mark.parametrize("seconds", [0, 0.2, 1, 2.5, 3, 10, 61])
def test_the_number_of_codes_is_known_beforehand(seconds: float) -> None:
    sound = noise(1, 61)[: int(seconds * SAMPLE_RATE)]
    assert len(fingerprint(sound)) == codes_of(seconds)


def test_another_volume_has_the_same_codes() -> None:
    sound = noise(3, 20)
    quieter = np.bitwise_count(fingerprint(sound) ^ fingerprint((sound // 8).astype(np.int16)))
    assert quieter.mean() / 32 < 0.01


@pytest.mark.parametrize(
    ("name", "options", "offset_ms"),
    [
        ("a.mp3", ["-b:a", "128k"], 0),
        ("a.m4a", ["-c:a", "aac", "-b:a", "96k"], 0),
        ("a.opus", ["-b:a", "48k"], 0),
        ("mono.mp3", ["-ac", "1", "-ar", "22050", "-b:a", "64k"], 0),
        ("quiet.mp3", ["-af", "volume=-12dB", "-b:a", "128k"], 0),
        ("late.mp3", ["-af", "adelay=3000:all=1,volume=-6dB", "-b:a", "128k"], -3000),
        ("late.m4a", ["-af", "adelay=3060:all=1", "-c:a", "aac", "-b:a", "128k"], -3060),
        ("cut.mp3", ["-af", "atrim=start=5,asetpts=PTS-STARTPTS", "-b:a", "128k"], 5000),
    ],
)
@pytest.mark.parametrize("title", ["Feelings", "Metal madness"])
def test_a_recording_is_itself_in_any_format(
    tmp_path: Path, title: str, name: str, options: list[str], offset_ms: int
) -> None:
    original = encoded(tmp_path, title, "a.wav")
    copy = encoded(tmp_path, title, name, *options)
    found = recordings.likeness(original, copy)
    assert found is not None
    assert found.similarity > 0.93
    assert found.offset_ms == pytest.approx(offset_ms, abs=130)
    back = recordings.likeness(copy, original)
    assert back is not None
    assert back.offset_ms == -found.offset_ms
    mine, theirs = (set(recordings.index_codes(codes)) for codes in (original, copy))
    assert len(mine & theirs) >= 2 * recordings.LEAST_SHARED


def test_different_songs_are_different(tmp_path: Path) -> None:
    codes = [encoded(tmp_path, title, f"{n}.wav") for n, title in enumerate(songs())]
    codes += [encoded(tmp_path, "Feelings", "later.wav", start=100)]
    assert len(codes) > 4
    for n, one in enumerate(codes):
        assert recordings.is_telling(one)
        assert [other for other in codes[n + 1 :] if recordings.likeness(one, other)] == []


def test_noises_are_alike_and_not_the_same() -> None:
    one, other = fingerprint(noise(1)), fingerprint(noise(2))
    assert recordings.likeness(one, other) is None
    assert recordings.likeness(one, one.copy()) == recordings.Likeness(1.0, 0)


def test_what_sounds_the_same_all_the_time_tells_nothing(tmp_path: Path) -> None:
    tone = heard(make(tmp_path / "tone.wav", sine(seconds=30)))
    silence = fingerprint(np.zeros(30 * SAMPLE_RATE, np.int16))
    assert not recordings.is_telling(tone)
    assert not recordings.is_telling(silence)
    assert recordings.likeness(tone, silence) is None
    assert recordings.likeness(tone, tone) is None
    # A song behind a minute of silence does not match another one behind such a minute.
    songs_behind = [
        np.concatenate([silence, fingerprint(noise(seed, 30)), silence]) for seed in (5, 6)
    ]
    assert recordings.likeness(*songs_behind) is None


def test_a_few_seconds_tell_nothing() -> None:
    assert not recordings.is_telling(fingerprint(noise(1, 9)))
    assert recordings.is_telling(fingerprint(noise(1, 10)))
    short = fingerprint(noise(1, 9))
    assert recordings.likeness(short, short) is None


def test_codes_are_kept_as_bytes() -> None:
    codes = fingerprint(noise(4, 12))
    assert recordings.from_bytes(recordings.as_bytes(codes)).tolist() == codes.tolist()
    assert len(recordings.as_bytes(codes)) == 4 * len(codes)


def test_the_index_takes_the_same_codes_wherever_they_stand() -> None:
    codes = fingerprint(noise(4, 40))
    chosen = recordings.index_codes(codes)
    assert len(chosen) == len(set(chosen)) == recordings.INDEXED
    assert recordings.index_codes(np.concatenate([codes[100:], codes[:100], codes])) == chosen
