"""Codec strings, from sample entries that are really written and from made-up ones."""

from pathlib import Path

import pytest

from media.domain.codecs import codec_string
from media.domain.isobmff import MalformedError, box, full_box, read_track
from tests.unit.media.encoded import music, record, stream


def mp4a(decoder: bytes, *, long_sizes: bool = False) -> bytes:
    def descriptor(tag: int, body: bytes) -> bytes:
        size = b"\x80\x80\x80" + bytes([len(body)]) if long_sizes else bytes([len(body)])
        return bytes([tag]) + size + body

    config = descriptor(4, b"\x40" + bytes(12) + descriptor(5, decoder))
    return box(b"mp4a", bytes(28), full_box(b"esds", 0, 0, descriptor(3, bytes(3) + config)))


def avc1(profile: bytes) -> bytes:
    return box(b"avc1", bytes(78), box(b"avcC", b"\x01" + profile + b"\xff\xe1"))


def av01(configuration: bytes) -> bytes:
    return box(b"av01", bytes(78), box(b"av1C", configuration))


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        (mp4a(b"\x12\x10"), "mp4a.40.2"),
        (mp4a(b"\x12\x10", long_sizes=True), "mp4a.40.2"),
        (mp4a(b"\x2b\x11"), "mp4a.40.5"),
        # Object type 42 (xHE-AAC) is escaped: 31, then 42 - 32 in six bits.
        (mp4a(b"\xf9\x40"), "mp4a.40.42"),
        (avc1(b"\x64\x00\x28"), "avc1.640028"),
        (avc1(b"\x4d\x40\x1e"), "avc1.4D401E"),
        (av01(b"\x81\x08\x0d\x00"), "av01.0.08M.08"),
        (av01(b"\x81\x2d\xc0\x00"), "av01.1.13H.10"),
        (av01(b"\x81\x4f\x60\x00"), "av01.2.15M.12"),
        (box(b"Opus", bytes(28)), "Opus"),
        (box(b"fLaC", bytes(28)), "fLaC"),
    ],
)
def test_codec_string(entry: bytes, wanted: str) -> None:
    assert codec_string(entry) == wanted


@pytest.mark.parametrize(
    "entry", [box(b"hvc1", bytes(78)), box(b"mp4a", bytes(28)), mp4a(b"\x12\x10")[:-30] + bytes(30)]
)
def test_what_we_never_encode_has_none(entry: bytes) -> None:
    with pytest.raises(MalformedError):
        codec_string(entry)


def test_real_sound(tmp_path: Path) -> None:
    original = record(tmp_path / "in.wav", music(1.1, 44_100), 44_100)
    made = stream(original, tmp_path / "out")
    found = {name: rendition.codecs for name, rendition in made.streams.items()}
    assert found == {
        "aac-64": "mp4a.40.2",
        "aac-128": "mp4a.40.2",
        "aac-256": "mp4a.40.2",
        "opus-128": "Opus",
        "flac": "fLaC",
    }
    for name, codec in found.items():
        init = read_track((made.folder / name / "init.mp4").read_bytes())
        assert codec_string(init.sample_entry) == codec
        assert len(init) == 0
