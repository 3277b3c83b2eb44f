"""The AV1 rung: cut at the same pictures as the others, whole in every chunk, named rightly."""

import json
import subprocess

import pytest

from media.data import ffmpeg
from media.domain.av1 import sample_entry
from media.domain.isobmff import MalformedError, Track, box, read_track
from tests.unit.media.encoded import Made, edit, fragment, packets, stream
from tests.unit.media.files import film, make

RUNG = "av1-1080"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("av1")
    # Two segments of few pictures.
    source = film(seconds=6.6, size="1920x1080", rate="12")
    original = make(folder / "in.mp4", [*source, "-c:v", "libx264", "-preset", "ultrafast"])
    only = [RUNG, "h264-360"]
    return stream(original, folder / "out", kind="video", only=only, cuts=[1], av1=True)


def test_it_is_cut_at_the_same_pictures(made: Made) -> None:
    ours, theirs = (
        [[packet["flags"][0] == "K" for packet in packets(made.path(name))]]
        for name in (RUNG, "h264-360")
    )
    assert ours == theirs
    assert sum(ours[0]) == 4
    heads = [fragment(path.read_bytes()) for path in made.segments(RUNG)]
    assert [head.decode_time for head in heads] == [0, 48 * 1000]
    assert [len(head.durations) for head in heads] == [48, 32]


def test_pictures_are_shown_in_the_order_they_are_sent(made: Made) -> None:
    found = packets(made.path(RUNG))
    assert [packet["pts"] for packet in found] == [packet["dts"] for packet in found]
    assert [packet["pts"] for packet in found] == [1000 * at for at in range(80)]
    assert edit(made, RUNG) is None


def test_its_codec_is_what_ffprobe_finds(made: Made) -> None:
    assert made.streams[RUNG].codecs == "av01.0.08M.08"
    # Our own probe reads no AV1: nobody may upload it.
    command = [str(ffmpeg.tool("ffprobe")), "-v", "error", "-show_streams", "-of", "json"]
    said = subprocess.run([*command, str(made.path(RUNG))], capture_output=True, check=True)
    shown = json.loads(said.stdout)["streams"][0]
    assert (shown["codec_name"], shown["profile"], shown["pix_fmt"]) == ("av1", "Main", "yuv420p")
    assert (shown["width"], shown["height"]) == (1920, 1080)
    init = read_track((made.folder / RUNG / "init.mp4").read_bytes())
    assert b"av1C" in init.sample_entry


def test_both_chunks_begin_with_the_sequence_that_the_init_segment_tells(made: Made) -> None:
    """Of any other, a player would not decode the one of them that its init is not of."""
    init = read_track((made.folder / RUNG / "init.mp4").read_bytes()).sample_entry
    # av1C: four bytes, then the sequence header as an OBU with its size.
    told = init[init.index(b"av1C") + 8 :]
    sequence = told[: 2 + told[1]]
    for segment in made.segments(RUNG):
        body = segment.read_bytes()
        at = body.index(b"mdat") + 4
        assert body[at : at + len(sequence)] == sequence


def entry(sample: bytes) -> bytes:
    written = box(b"av01", bytes(78), box(b"av1C", b"\x81\x08\x0d\x00old"), box(b"colr", b"nclx"))
    track = Track("video", 1, written, 0, 0, [1], None, None, [0, len(sample)], memoryview(sample))
    return sample_entry(track)


@pytest.mark.parametrize(("size", "length"), [(b"\x0b", 11), (b"\x8b\x00", 11), (b"\x80\x01", 128)])
def test_the_sequence_is_taken_from_the_first_picture(size: bytes, length: int) -> None:
    sequence = b"\x0a" + size + bytes(range(length))
    head = b"\x81\x08\x0d\x00"
    wanted = box(b"av01", bytes(78), box(b"av1C", head, sequence), box(b"colr", b"nclx"))
    assert entry(sequence + b"\x32\x01\xff") == wanted


@pytest.mark.parametrize("sample", [b"", b"\x32\x01\xff", b"\x08", b"\x0a" + b"\xff" * 20])
def test_what_begins_without_one_is_malformed(sample: bytes) -> None:
    with pytest.raises(MalformedError):
        entry(sample)
