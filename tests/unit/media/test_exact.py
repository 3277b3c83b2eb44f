"""Every rendition of sound holds exactly the source's samples, from the first one on."""

from pathlib import Path

import numpy as np
import pytest

from media.steps.measure import listen
from tests.unit.media.encoded import (
    Made,
    edit,
    fragment,
    hear,
    music,
    packets,
    record,
    snr,
    stream,
)

FRAME = {"aac": 1024, "opus": 960, "flac": 4096}
PRIMING = {"aac": 1024, "opus": 312, "flac": 0}
LEAST_SNR = {"aac-64": 9, "aac-128": 14, "aac-256": 20, "opus-128": 14, "flac": 80}

SOURCES = {
    "44.1 kHz": (44_100, 2, 7.03, "wav", ()),
    "48 kHz": (48_000, 2, 6.4617, "wav", ()),
    "32 kHz": (32_000, 2, 2.51, "wav", ()),
    "mono": (44_100, 1, 1.777, "flac", ()),
    "8 kHz": (8_000, 1, 2.5003, "wav", ()),
    "an odd rate": (37_800, 2, 1.3, "wav", ()),
    "96 kHz, 24 bit": (96_000, 2, 1.61803, "flac", ("-sample_fmt", "s32")),
    "just over a second": (44_100, 2, 1.0001, "wav", ()),
    "a whole number of frames": (44_100, 2, 60 * 1024 / 44_100, "wav", ()),
    "one sample beyond": (44_100, 2, (60 * 1024 + 1) / 44_100, "wav", ()),
    "surround": (48_000, 6, 1.5, "wav", ()),
}


@pytest.mark.parametrize("name", SOURCES)
def test_each_rendition_has_the_source_s_samples(name: str, tmp_path: Path) -> None:
    rate, channels, seconds, suffix, arguments = SOURCES[name]
    sound = music(seconds, rate, channels)
    original = record(tmp_path / f"in.{suffix}", sound, rate, *arguments)
    made = stream(original, tmp_path / "out")
    for rendition in made.plan.renditions:
        wanted = (2 * len(sound) * rendition.timescale + rate) // (2 * rate)
        assert_exact(made, rendition.id, wanted)


def test_a_lossy_source_has_the_samples_that_its_decoder_gives(tmp_path: Path) -> None:
    original = record(tmp_path / "in.mp3", music(3.3, 44_100), 44_100, "-b:a", "128k")
    samples = len(hear(original, 2))
    made = stream(original, tmp_path / "out")
    assert list(made.streams) == ["aac-64", "aac-128", "opus-128"]
    assert_exact(made, "aac-128", samples)


LOSSY = {
    "22.05 kHz WMA": (22_050, "wma", ("-c:a", "wmav2")),
    "32 kHz WMA": (32_000, "wma", ("-c:a", "wmav2")),
    "44.1 kHz WMA": (44_100, "wma", ("-c:a", "wmav2", "-b:a", "128k")),
    "48 kHz WMA": (48_000, "wma", ("-c:a", "wmav1")),
    "MP3": (44_100, "mp3", ("-b:a", "128k")),
    "Ogg": (44_100, "ogg", ("-c:a", "vorbis", "-strict", "-2")),
    "Opus": (48_000, "opus", ("-c:a", "libopus")),
    "AAC in MKA": (44_100, "mka", ("-c:a", "aac")),
    "AAC in M4A": (44_100, "m4a", ("-c:a", "aac", "-b:a", "192k")),
    "AAC in MOV": (48_000, "mov", ("-c:a", "aac")),
    "AAC in fragments": (44_100, "mp4", ("-c:a", "aac", "-movflags", "frag_keyframe+empty_moov")),
}
FAITHFUL = {"MP3", "Opus", "AAC in M4A", "AAC in MOV"}
"""Their containers say where the sound ends."""


@pytest.mark.parametrize("name", LOSSY)
def test_what_is_measured_is_what_is_heard_of_a_lossy_source(name: str, tmp_path: Path) -> None:
    rate, suffix, arguments = LOSSY[name]
    sound = music(3.3457, rate)
    original = record(tmp_path / f"in.{suffix}", sound, rate, *arguments)
    made = stream(original, tmp_path / "out")
    measured = listen(original, made.source)
    assert measured is not None
    assert measured.samples == len(sound) or name not in FAITHFUL
    for rendition in made.plan.renditions:
        wanted = (2 * measured.samples * rendition.timescale + rate) // (2 * rate)
        assert_exact(made, rendition.id, wanted)


def assert_exact(made: Made, name: str, wanted: int) -> None:
    """The container says `wanted`, and the frames are just enough to hold them."""
    rendition = made.plan.rendition(name)
    codec = rendition.codec
    assert made.streams[name].duration * rendition.timescale == wanted, name
    found = packets(made.path(name))
    assert found[0]["pts"] == -PRIMING[codec], name
    assert sum(packet["duration"] for packet in found) == wanted + PRIMING[codec], name
    assert len(found) == -(-(wanted + PRIMING[codec]) // FRAME[codec]), name
    assert edit(made, name) == ((wanted, PRIMING[codec]) if PRIMING[codec] else None), name
    # ffmpeg cuts the priming, and never the last frame's padding.
    heard = hear(made.playlist(name), rendition.channels or 2)
    padded = wanted if codec == "flac" else len(found) * FRAME[codec] - PRIMING[codec]
    assert len(heard) == padded, name


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> tuple[np.ndarray, Made]:
    folder = tmp_path_factory.mktemp("song")
    sound = music(5.5, 48_000)
    return sound, stream(record(folder / "in.wav", sound, 48_000), folder / "out")


@pytest.mark.parametrize("name", LEAST_SNR)
def test_sound_is_in_place_and_starts_as_well_as_it_goes_on(
    name: str, song: tuple[np.ndarray, Made]
) -> None:
    sound, made = song
    heard = hear(made.playlist(name), 2)[: len(sound)]
    step = 2400
    quality = [
        snr(sound[at : at + step], heard[at : at + step])
        for at in range(0, len(sound) - step, step)
    ]
    middle = float(np.median(quality[10:-10]))
    assert middle > LEAST_SNR[name]
    assert quality[0] > middle - 5, "the first 50 ms; a plain encode is 16 dB worse at 256k"
    assert snr(sound[-step:], heard[-step:]) > 9, "the last 50 ms are there"


def test_the_warm_up_leaves_no_worse_a_track_than_an_encoder_without(tmp_path: Path) -> None:
    # Silence before the start costs AAC 5 dB here, for as long as the track lasts.
    generator = np.random.default_rng(1)
    rumble = np.cumsum(generator.standard_normal((4 * 44_100, 2)), axis=0)
    rumble -= np.apply_along_axis(lambda c: np.convolve(c, np.ones(200) / 200, "same"), 0, rumble)
    t = np.arange(len(rumble))[:, None] / 44_100
    tones = [(220, 1), (440, 2), (662, 0.3), (1100, 0.4), (2217, 1.1), (4400, 2), (7040, 0.2)]
    chord = sum(np.sin(2 * np.pi * f * t + p) / (at + 1) for at, (f, p) in enumerate(tones))
    mix = 0.2 * chord + 0.02 * rumble
    sound = np.asarray(mix / (1.3 * np.abs(mix).max()), np.float32)
    plain = record(tmp_path / "plain.m4a", sound, 44_100, "-c:a", "aac", "-b:a", "128k")
    original = record(tmp_path / "in.wav", sound, 44_100)
    made = stream(original, tmp_path / "out", only=["aac-128"])
    middle = slice(44_100, 3 * 44_100)
    ours, theirs = (hear(path, 2)[middle] for path in (made.path("aac-128"), plain))
    assert snr(sound[middle], ours) > snr(sound[middle], theirs) - 1


def test_flac_keeps_every_bit(tmp_path: Path) -> None:
    sound = music(1.2, 96_000)
    original = record(tmp_path / "in.wav", sound, 96_000, "-c:a", "pcm_s24le")
    made = stream(original, tmp_path / "out", only=["flac", "aac-128"])
    assert np.array_equal(hear(made.playlist("flac"), 2), hear(original, 2))


def test_no_lone_tail(tmp_path: Path) -> None:
    # Two segments of 256 frames and a frame more: 23 ms that hls.js would wait for for ever.
    frames = 2 * 256
    sound = music((frames * 1024 - 1000) / 44_100, 44_100)
    made = stream(record(tmp_path / "in.wav", sound, 44_100), tmp_path / "out", only=["aac-64"])
    assert [len(fragment(s.read_bytes()).durations) for s in made.segments("aac-64")] == [256, 257]
    assert made.streams["aac-64"].duration * 44_100 == len(sound)


def test_chunks_join_without_a_seam(tmp_path: Path) -> None:
    """Two workers' segments are those of one: continuous, complete, and nowhere worse."""
    sound = music(13.0, 48_000)
    original = record(tmp_path / "in.wav", sound, 48_000)
    names = ["aac-128", "opus-128", "flac"]
    made = stream(original, tmp_path / "two", only=names, cuts=[1])
    for name in names:
        assert_exact(made, name, len(sound))
        decode_time = 0
        for number, segment in enumerate(made.segments(name), 1):
            found = fragment(segment.read_bytes())
            assert (found.number, found.decode_time) == (number, decode_time)
            decode_time += sum(found.durations)
        heard = hear(made.playlist(name), 2)[: len(sound)]
        seam = made.plan.chunks[1].spans[name].first_frame * FRAME[made.plan.rendition(name).codec]
        around = slice(seam - 2400, seam + 2400)
        middle = slice(48_000, 96_000)
        assert snr(sound[around], heard[around]) > snr(sound[middle], heard[middle]) - 2, name


def test_chunks_of_an_m4a_end_where_it_ends(tmp_path: Path) -> None:
    sound = music(13.0123, 48_000)
    original = record(tmp_path / "in.m4a", sound, 48_000, "-c:a", "aac")
    made = stream(original, tmp_path / "two", only=["aac-128", "opus-128"], cuts=[1])
    for name in made.streams:
        assert_exact(made, name, len(sound))


def test_again_gives_the_same_bytes(tmp_path: Path) -> None:
    original = record(tmp_path / "in.wav", music(1.5, 44_100), 44_100)
    first, second = (stream(original, tmp_path / again) for again in ("one", "two"))
    for name in first.streams:
        assert first.path(name).read_bytes() == second.path(name).read_bytes()
