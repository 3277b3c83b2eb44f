"""Loudness against tones of known level, peaks against numpy, exact samples, and damage found."""

import hashlib
import io
import json
import struct
from pathlib import Path

import boto3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.data import ffmpeg
from media.data.decode import Decoded
from media.domain import stated
from media.domain.loudness import Loudness
from media.domain.peaks import ZOOM_PIXELS, Peaks, as_binary, as_json
from media.domain.rejections import Rejected
from media.steps import measure, probe
from tests.unit.media.files import film, make, sine, stored, streamed


def heard(path: Path, kind: str = "audio") -> Decoded:
    decoded = measure.listen(path, probe.look(str(path), kind))
    assert decoded is not None
    return decoded


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_the_ebu_s_first_two_tones(tmp_path: Path, rate: int) -> None:
    """EBU Tech 3341, cases 1 and 2: a stereo 1 kHz sine of -23 dBFS is -23 LUFS, of -33 is -33."""
    for level in (-23.0, -33.0):
        tone = [
            *sine(seconds=20, rate=rate, level=level, hertz=1000),
            "-af",
            "pan=stereo|c0=c0|c1=c0",
        ]
        found = heard(make(tmp_path / f"{level}.wav", tone)).loudness
        assert found.integrated_lufs == pytest.approx(level, abs=0.1)
        assert found.true_peak_dbtp == pytest.approx(level, abs=0.3)
        # 1000 Hz against 997: nothing but the level decides here, and it is far from the ceiling.
        assert found.gain_db == pytest.approx(-14 - level, abs=0.1)


def test_the_ebu_s_third_tone_is_gated(tmp_path: Path) -> None:
    """Tech 3341, case 3: 10 s of -36, 60 s of -23 and 10 s of -36 dBFS are -23 LUFS together."""
    steps = "if(between(t,10,70),-23,-36)"
    source = f"aevalsrc='pow(10,({steps})/20)*sin(2*PI*1000*t)':s=48000:d=80"
    tone = ["-f", "lavfi", "-i", source, "-af", "pan=stereo|c0=c0|c1=c0"]
    found = heard(make(tmp_path / "3.flac", tone)).loudness
    assert found.integrated_lufs == pytest.approx(-23, abs=0.1)
    assert found.range_lu == pytest.approx(13, abs=1)


def test_a_peak_between_the_samples_is_seen(tmp_path: Path) -> None:
    """As Tech 3341's case 17: a quarter-rate sine at 45 degrees peaks 3 dB above its samples."""
    # Faded in and out: an edge would ring higher than the sine.
    source = "aevalsrc='0.5*min(1,min(t,4-t))*sin(2*PI*12000*t+PI/4)':s=48000:d=4"
    found = heard(make(tmp_path / "a.wav", ["-f", "lavfi", "-i", source])).loudness
    assert found.true_peak_dbtp == pytest.approx(20 * np.log10(0.5), abs=0.4)
    samples = heard(make(tmp_path / "b.wav", ["-f", "lavfi", "-i", source])).peaks.zooms()[-1]
    assert samples.pairs.max() == pytest.approx(0.5 * np.sqrt(0.5) * 128, abs=1)


def test_a_loud_peak_bounds_the_gain(tmp_path: Path) -> None:
    """A quiet tone with one loud second: the ceiling decides, and the gain keeps it."""
    source = "aevalsrc='if(between(t,5,5.02),0.9,0.01)*sin(2*PI*997*t)':s=48000:d=20"
    found = heard(make(tmp_path / "a.wav", ["-f", "lavfi", "-i", source])).loudness
    assert found.integrated_lufs is not None
    assert found.true_peak_dbtp is not None
    assert found.gain_db < -14 - found.integrated_lufs
    assert 20 * np.log10(0.9) + found.gain_db == pytest.approx(-1, abs=0.05)
    assert found.true_peak_dbtp + found.gain_db <= -1


def test_gain_is_the_smaller_of_the_two() -> None:
    assert Loudness.of(-9.3, 5, 10 ** (0.2 / 20)).gain_db == pytest.approx(-4.7)
    assert Loudness.of(-30, 5, 10 ** (-6 / 20)).gain_db == pytest.approx(5)
    assert Loudness.of(-14, 0, 10 ** (-1 / 20)).gain_db == pytest.approx(0, abs=0.011)


@settings(deadline=None)
@given(st.floats(-69, 0), st.floats(1e-4, 4))
def test_the_ceiling_always_holds(integrated: float, peak: float) -> None:
    gain = Loudness.of(integrated, None, peak).gain_db
    assert 20 * np.log10(peak) + gain <= -1 + 1e-9
    assert integrated + gain <= -14 + 1e-9


def test_silence_has_no_loudness_and_no_gain(tmp_path: Path) -> None:
    silent = make(tmp_path / "a.wav", ["-f", "lavfi", "-i", "anullsrc=r=44100:d=3"])
    assert heard(silent).loudness == Loudness(None, None, None, 0.0)
    faint = Loudness.of(-70.0, 0, 0.0003)
    assert (faint.integrated_lufs, faint.gain_db) == (None, 0.0)


def test_surround_is_measured_as_the_stereo_that_is_heard(tmp_path: Path) -> None:
    all_six = "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0"
    six = make(tmp_path / "6.wav", [*sine(seconds=5, level=-6), "-af", all_six])
    found = heard(six)
    # The matrix is scaled down as it sums up: three equal channels give the level of one.
    assert found.loudness.true_peak_dbtp == pytest.approx(-6, abs=0.3)
    assert found.loudness.integrated_lufs == pytest.approx(-6, abs=0.3)
    assert found.peaks.channels == 6
    assert found.samples == 5 * 44_100


@pytest.mark.parametrize(
    ("name", "options", "samples"),
    [
        ("a.wav", [], 123_457),
        ("a.flac", [], 123_457),
        ("a.m4a", ["-c:a", "alac"], 123_457),
        ("a.mp3", [], 123_457),
        ("a.aiff", ["-ac", "2"], 123_457),
    ],
)
def test_samples_are_exact(tmp_path: Path, name: str, options: list[str], samples: int) -> None:
    cut = ["-af", f"atrim=end_sample={samples}"]
    assert heard(make(tmp_path / name, [*sine(seconds=4), *cut, *options])).samples == samples


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 6), st.integers(0, 5_000), st.lists(st.integers(1, 9_999), max_size=9))
def test_peaks_are_numpy_s_extremes_however_the_blocks_fall(
    channels: int, frames: int, cuts: list[int]
) -> None:
    random = np.random.default_rng(frames * 7 + channels)
    pcm = random.integers(-32768, 32768, (frames, channels)).astype("<i2")
    peaks, rest = Peaks(48_000, channels), pcm.tobytes()
    for cut in cuts:
        peaks.add(rest[:cut])
        rest = rest[cut:]
    peaks.add(rest)
    assert peaks.samples == frames
    finest = peaks.zooms()[-1]
    assert finest.samples_per_pixel == 256
    expected = [
        [int(part.min()) >> 8, int(part.max()) >> 8]
        for part in (pcm[at : at + 256] for at in range(0, frames, 256))
    ]
    assert finest.pairs.tolist() == expected


def test_three_zooms_agree_and_stay_small() -> None:
    random = np.random.default_rng(1)
    pcm = random.integers(-32768, 32768, (20_000_000,)).astype("<i2")
    peaks = Peaks(44_100, 1)
    peaks.add(pcm.tobytes())
    zooms = peaks.zooms()
    assert [len(z.pairs) <= most for z, most in zip(zooms, ZOOM_PIXELS, strict=True)] == [True] * 3
    for zoom in zooms:
        starts = np.arange(0, len(pcm), zoom.samples_per_pixel)
        assert len(zoom.pairs) == len(starts)
        assert (zoom.pairs[:, 0] == np.minimum.reduceat(pcm, starts) >> 8).all()
        assert (zoom.pairs[:, 1] == np.maximum.reduceat(pcm, starts) >> 8).all()
    assert len({z.samples_per_pixel for z in zooms}) == 3


def test_both_forms_are_audiowaveform_s() -> None:
    peaks = Peaks(8_000, 2)
    peaks.add(np.array([[-32768, 256], [0, 32767]] * 200, "<i2").tobytes())
    zooms = peaks.zooms()
    documents = json.loads(as_json(zooms))["zooms"]
    assert documents[-1] == {
        "version": 2,
        "channels": 1,
        "sample_rate": 8_000,
        "samples_per_pixel": 256,
        "bits": 8,
        "length": 2,
        "data": [-128, 127, -128, 127],
    }
    rest = as_binary(zooms)
    for document in documents:
        version, flags, rate, per_pixel, length, channels = struct.unpack_from("<iIiiIi", rest)
        assert (version, flags, channels) == (2, 1, 1)
        assert (rate, per_pixel) == (8_000, document["samples_per_pixel"])
        data = np.frombuffer(rest, np.int8, 2 * length, 24)
        assert data.tolist() == document["data"]
        rest = rest[24 + 2 * length :]
    assert rest == b""


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    front = ["-c:a", "aac", "-movflags", "+faststart"]
    whole = make(tmp_path / "a.m4a", [*sine(seconds=20), *front])
    source = probe.look(str(whole), "audio")
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Rejected, match="cut_off"):
        measure.listen(whole, source)


WHOLE = {
    "a.wav": ["-c:a", "pcm_s24le"],
    "rf64.wav": ["-rf64", "always"],
    "adpcm.wav": ["-c:a", "adpcm_ms"],
    "a.w64": [],
    "a.aiff": [],
    "a.caf": [],
    "a.mov": ["-c:a", "pcm_s16le", "-movflags", "+faststart"],
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_recording_whose_header_states_more_is_cut_off(tmp_path: Path, name: str) -> None:
    whole = make(tmp_path / name, [*sine(seconds=6), *WHOLE[name]])
    assert heard(whole).samples == pytest.approx(6 * 44_100, abs=1100)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 3])
    with pytest.raises(Rejected, match="cut_off"):
        heard(whole)


@pytest.mark.parametrize("claim", [0, 0x7FFF_F000, 0xFFFF_FF00, 0xFFFF_FFFF])
def test_a_wav_that_was_never_closed_is_all_there(tmp_path: Path, claim: int) -> None:
    made = make(tmp_path / "a.wav", [*sine(seconds=2), "-bitexact"])
    head = bytearray(made.read_bytes())
    at = head.index(b"data") + 4
    struct.pack_into("<I", head, at, claim)
    made.write_bytes(head)
    assert heard(made).samples == 2 * 44_100


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"RIFF",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVEdata",
        b"caff\0\1\0\0" + b"free" + b"\xff" * 8,
        b"riff" + bytes(36) + b"junk" + bytes(20),
        b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 5000,
    ],
)
def test_a_header_that_states_nothing_lacks_nothing(body: bytes) -> None:
    assert stated.missing_share(io.BytesIO(body), len(body)) == 0


@pytest.mark.parametrize("samples", [123_457, 264_600, 264_613, 264_192])
def test_an_mp4_s_sound_ends_where_it_says(tmp_path: Path, samples: int) -> None:
    cut = ["-af", f"atrim=end_sample={samples}", "-c:a", "aac"]
    assert heard(make(tmp_path / "a.m4a", [*sine(seconds=7), *cut])).samples == samples


def test_an_edit_list_ends_the_sound_within_whole_frames(tmp_path: Path) -> None:
    """As Apple's encoders write it: every frame lasts 1024 samples, and the edit list says less."""
    cut = ["-af", "atrim=end_sample=264613", "-c:a", "aac", "-movie_timescale", "44100"]
    song = make(tmp_path / "a.m4a", [*sine(seconds=7), *cut])
    body = song.read_bytes()
    runs = struct.pack(">II", 1, 421)
    assert body.count(runs) == 1
    song.write_bytes(body.replace(runs, struct.pack(">II", 1, 1024)))
    assert heard(song).samples == 264_613


def test_noise_in_a_container_is_broken(tmp_path: Path) -> None:
    whole = make(tmp_path / "a.flac", [*sine(seconds=10), "-ac", "2"])
    source = probe.look(str(whole), "audio")
    body = bytearray(whole.read_bytes())
    body[9_000:] = np.random.default_rng(3).bytes(len(body) - 9_000)
    whole.write_bytes(body)
    with pytest.raises(Rejected, match=r"broken|cut_off"):
        measure.listen(whole, source)


def test_a_few_bad_bytes_in_an_mp3_are_forgiven(tmp_path: Path) -> None:
    song = make(tmp_path / "a.mp3", sine(seconds=20))
    body = bytearray(song.read_bytes())
    body[40_000:40_300] = b"\x5a" * 300
    song.write_bytes(b"\x00garbage before the first frame" * 20 + body)
    assert heard(song).samples / 44_100 == pytest.approx(20, abs=0.3)


def test_what_the_header_says_is_not_believed(tmp_path: Path) -> None:
    """Facts of 1.2 s over half a second of sound, in a container that counts no samples."""
    short = make(tmp_path / "a.mp3", sine(seconds=0.5))
    source = probe.look(str(make(tmp_path / "b.mp3", sine(seconds=1.2))), "audio")
    with pytest.raises(Rejected, match="too_short"):
        measure.listen(short, source)


def test_a_slow_decoder_is_our_fault_not_the_file_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = make(tmp_path / "a.flac", sine(seconds=600, rate=8_000))
    monkeypatch.setattr(measure, "DECODE_SECONDS", 0.05)
    with pytest.raises(ffmpeg.ToolTimedOut):
        measure.listen(long, probe.look(str(long), "audio"))


@pytest.mark.usefixtures("aws")
def test_the_step_writes_peaks_and_says_the_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = make(tmp_path / "a.wav", [*sine(seconds=2, level=-20), "-ac", "2"])
    job = stored(song)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    source = probe.handler({"job": job.as_dict()}, None)
    measured = measure.handler({"job": job.as_dict(), "source": source}, None)
    assert measured["sha256"] == hashlib.sha256(song.read_bytes()).hexdigest()
    assert (measured["samples"], measured["duration"]) == (88_200, 2.0)
    assert set(measured["loudness"]) == {
        *("integrated_lufs", "range_lu", "true_peak_dbtp", "gain_db")
    }
    assert json.loads(json.dumps(measured)) == measured
    objects = streamed()
    assert set(objects) == {job.prefix + "peaks.json", job.prefix + "peaks.bin"}
    assert len(json.loads(objects[job.prefix + "peaks.json"])["zooms"]) == 3
    head = boto3.client("s3").head_object(Bucket="streams", Key=job.prefix + "peaks.json")
    assert head["ContentType"] == "application/json"
    assert "immutable" in head["CacheControl"]
    assert list(scratch.iterdir()) == []


@pytest.mark.usefixtures("aws")
def test_a_film_without_sound_has_a_flat_line(tmp_path: Path) -> None:
    job = stored(make(tmp_path / "a.mp4", [*film(), "-c:v", "libx264"]), "video")
    source = probe.handler({"job": job.as_dict()}, None)
    measured = measure.handler({"job": job.as_dict(), "source": source}, None)
    assert (measured["samples"], measured["loudness"]) == (None, None)
    assert measured["duration"] == pytest.approx(2)
    assert json.loads(streamed()[job.prefix + "peaks.json"])["zooms"] == []
