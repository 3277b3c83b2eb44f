"""Each worker begins where its chunk begins, and gives what one who did it all would give."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import ffmpeg as graphs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.data import ffmpeg, pieces, sound
from media.data.encode import Pcm, encode
from media.data.ending import ending
from media.domain.chunks import Chunk, again
from media.domain.plan import Plan
from media.domain.source import Source
from media.steps import probe
from media.steps.measure import listen
from tests.real_files import songs
from tests.unit.media.encoded import Sound, edit, hear, music, record, snr, stream
from tests.unit.media.files import film, make, sine
from tests.unit.media.test_exact import assert_exact

FORMATS = {
    "16 bit.wav": [],
    "24 bit.wav": ["-c:a", "pcm_s24le"],
    "96 kHz.wav": ["-ar", "96000"],
    "a.flac": [],
    "96 kHz.flac": ["-ar", "96000", "-sample_fmt", "s32"],
    "a.aiff": [],
    "a.w64": [],
    "a.caf": ["-c:a", "pcm_s16le"],
    "pcm.mov": ["-c:a", "pcm_s16be"],
    "alac.m4a": ["-c:a", "alac"],
    # Noise that a decoder makes up is never the same twice.
    "aac.m4a": ["-c:a", "aac", "-b:a", "128k", "-aac_pns", "0"],
    "aac.mov": ["-c:a", "aac", "-ar", "48000", "-aac_pns", "0"],
    "fragments.mp4": ["-c:a", "aac", "-aac_pns", "0", "-movflags", "frag_keyframe+empty_moov"],
    "128.mp3": ["-b:a", "128k"],
    "mono 32.mp3": ["-b:a", "32k", "-ac", "1", "-ar", "22050"],
    "vbr.mp3": ["-q:a", "4"],
    "no xing.mp3": ["-b:a", "192k", "-write_xing", "0"],
    "a.opus": ["-c:a", "libopus", "-b:a", "96k"],
}


def decoded(heard: sound.Heard, source: Source, begin: int, samples: int) -> Sound:
    """Samples of the source from `begin` on, as its encoders would be given them."""
    node = heard.node.filter("atrim", start_sample=begin - heard.begin)
    node = node.filter("asetpts", sound.BY_COUNT).filter("atrim", end_sample=samples)
    pcm = b"".join(ffmpeg.stream(graphs.output(node, "pipe:1", format="f32le"), seconds=60))
    channels = source.audio.channels if source.audio else 0
    return np.frombuffer(pcm, "<f4").reshape(-1, channels)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A song in one of the formats; from WAV, as Vorbis has rounded times."""
    folder = tmp_path_factory.mktemp("songs")

    def made(name: str) -> Path:
        path, wav = folder / name, folder / "song.wav"
        if not wav.exists():
            given = ["-i", str(songs()["Metal madness"]), "-map", "0:a"]
            ffmpeg.run([*given, str(wav)], seconds=60)
        if not path.exists():
            ffmpeg.run(["-i", str(wav), *FORMATS[name], str(path)], seconds=60)
        return path

    return made


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=5)
@given(at=st.floats(0.02, 0.98))
def test_a_sample_is_found_wherever_a_chunk_begins(
    name: str, at: float, song: Callable[[str], Path]
) -> None:
    original = song(name)
    source = probe.look(str(original), "audio")
    assert source.audio is not None
    assert source.sought_exactly
    rate = source.audio.sample_rate
    plan = Plan.for_source(source)
    segment = int(at * source.duration * 1.0 / 6)
    chunk = Chunk.of(1, "audio", segment, segment + 1, plan.renditions)
    end = ending(original, source, seconds=10)
    heard = sound.of_original(original, source, end, chunk, list(plan.renditions))
    begin = sound.begin_of(chunk.spans["aac-64"], plan.rendition("aac-64"), rate)
    assert begin == 0 or heard.begin > begin - 4 * rate, "it does not decode what comes before"
    serial = sound.of_file(graphs.input(str(original)), source, end)
    ours, theirs = (decoded(given, source, begin, rate) for given in (heard, serial))
    assert np.array_equal(ours, theirs)


CHUNKED = {
    "44.1 kHz WAV": (44_100, "wav", ()),
    "96 kHz FLAC": (96_000, "flac", ("-sample_fmt", "s32")),
    "37.8 kHz WAV": (37_800, "wav", ()),
    "MP3": (44_100, "mp3", ("-b:a", "320k")),
    "M4A": (48_000, "m4a", ("-c:a", "aac", "-b:a", "320k")),
    "Opus": (48_000, "opus", ("-c:a", "libopus", "-b:a", "256k")),
    "Ogg Vorbis": (44_100, "ogg", ("-c:a", "vorbis", "-strict", "-2", "-b:a", "320k")),
    "WMA": (44_100, "wma", ("-c:a", "wmav2", "-b:a", "320k")),
    "FLAC in Matroska": (44_100, "mka", ("-c:a", "flac")),
    "surround": (48_000, "mka", ("-c:a", "libopus", "-b:a", "400k")),
}


@pytest.mark.parametrize("name", CHUNKED)
def test_chunks_have_the_serial_count_of_samples(name: str, tmp_path: Path) -> None:
    rate, suffix, arguments = CHUNKED[name]
    channels = 6 if "surround" in name else 2
    original = record(tmp_path / f"in.{suffix}", music(26.0123, rate, channels), rate, *arguments)
    made = stream(original, tmp_path / "out", cuts=[1, 3])
    heard = listen(original, made.source)
    assert heard is not None
    assert made.plan.decode is not made.source.sought_exactly
    assert {"aac-128", "opus-128"} <= {*made.streams}
    for rendition in made.plan.renditions:
        wanted = (2 * heard.samples * rendition.timescale + rate) // (2 * rate)
        assert_exact(made, rendition.id, wanted)


def stream_info(path: Path) -> bytes:
    init = path.read_bytes()
    return init[init.index(b"dfLa") + 12 :][:34]


def test_flac_tells_of_all_its_samples(tmp_path: Path) -> None:
    original = record(tmp_path / "in.wav", music(13, 48_000), 48_000)
    one, many = (
        stream(original, tmp_path / name, only=["flac"], cuts=cuts)
        for name, cuts in (("one", []), ("many", [1]))
    )
    serial, joined = (stream_info(made.folder / "flac" / "init.mp4") for made in (one, many))
    assert serial[4:10] != bytes(6)
    assert serial[18:] != bytes(16)
    # Frame sizes and MD5 of all are known to none of the workers: zeros say so.
    assert joined == serial[:4] + bytes(6) + serial[10:18] + bytes(16)
    assert int.from_bytes(joined[10:18], "big") & (1 << 36) - 1 == 13 * 48_000
    assert np.array_equal(hear(one.path("flac"), 2), hear(many.path("flac"), 2))


def test_a_source_shorter_than_it_said_ends_where_it_ends(tmp_path: Path) -> None:
    original = record(tmp_path / "in.wav", music(13, 48_000), 48_000)
    names = ["aac-128", "opus-128", "flac"]
    made = stream(original, tmp_path / "out", only=names, cuts=[1, 7, 20])
    for name in names:
        assert_exact(made, name, 13 * 48_000)


def test_a_chunk_made_again_fits_into_its_place(tmp_path: Path) -> None:
    """Its own renditions only, and with the exact end that they cannot count by themselves."""
    original = record(tmp_path / "in.wav", music(13.00007, 44_100), 44_100)
    made = stream(original, tmp_path / "out", cuts=[1])
    chunk = made.plan.chunk(again(made.plan.chunks[1], ["opus-128"], 64))
    scratch = tmp_path / "again"
    scratch.mkdir()
    (encoded,) = encode(original, made.source, made.plan, chunk, scratch, seconds=60)
    segments = list(encoded.segments)
    assert [segment.noted[0] for segment in segments] == [
        ticks for ticks, *_ in made.streams["opus-128"].segments[1:]
    ]
    made_again = replace(made, folder=scratch)
    (scratch / "opus-128").mkdir()
    (scratch / "opus-128" / "init.mp4").write_bytes(encoded.init or b"")
    assert edit(made_again, "opus-128") == edit(made, "opus-128")


def test_pieces_are_what_one_worker_would_have_heard(tmp_path: Path) -> None:
    late = ["-itsoffset", "0.7", *sine(seconds=19, rate=48_000, level=-6)]
    arguments = [*film(seconds=20, size="160x90"), *late, "-c:v", "libx264", "-c:a", "libopus"]
    original = make(tmp_path / "in.mkv", arguments)
    source = probe.look(str(original), "video")
    plan = Plan.for_source(source)
    chunk_s = [
        Chunk.of(i, "audio", first, end, plan.renditions)
        for i, (first, end) in enumerate([(0, 1), (1, 2), (2, None)])
    ]
    plan = replace(plan, chunks=chunk_s, parts=3, decode=True)
    whole = sound.of_file(graphs.input(str(original)), source, None)
    serial = decoded(whole, source, 0, 10**9)
    cut = list(pieces.cut(original, source, plan, tmp_path, seconds=60))
    assert [chunk.index for chunk, _ in cut] == [0, 1, 2]
    for chunk, path in cut:
        pcm = Pcm(path, pieces.begin_of(plan, chunk, source))
        ours = np.fromfile(path, "<f4").reshape(-1, 1)
        assert np.array_equal(ours, serial[pcm.begin :][: len(ours)])
        assert chunk.index == 0 or pcm.begin == 0, "room for any warm-up"
    assert len(serial) == pytest.approx(48_000 * 19.7, abs=960)


def test_a_film_s_sound_stays_beside_its_pictures(tmp_path: Path) -> None:
    late = ["-itsoffset", "0.7", *sine(seconds=16, rate=48_000, level=-6)]
    arguments = [*film(seconds=17, size="320x180"), *late, "-c:v", "libx264", "-c:a", "libopus"]
    original = make(tmp_path / "in.mkv", [*arguments, "-b:a", "128k"])
    one, many = (
        stream(original, tmp_path / name, kind="video", cuts=cuts, sound_cuts=sound_cuts)
        for name, cuts, sound_cuts in (("one", [], []), ("many", [1, 2], [1, 2]))
    )
    assert many.plan.decode
    assert one.streams["aac-128"].duration == many.streams["aac-128"].duration
    serial, joined = (hear(made.playlist("aac-128"), 1) for made in (one, many))
    assert len(serial) == len(joined)
    assert snr(serial, joined) > 25
