"""Headers that state what cannot be: no channels, no samples, billions of them, centuries."""

import struct
from collections.abc import Iterator, Mapping

from tests.mutants import Mutant, Seed
from tests.mutants.walk import part

HALF, FULL = (1 << 31) - 1, (1 << 32) - 1
LONG = (1 << 63) - 1
Field = tuple[str, int, str]
"""A part's path, an offset in its body, a struct format."""

BOXES: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "film's ticks a second": (("moov/mvhd", 12, ">I"), (0, 1, FULL)),
    "film's duration": (("moov/mvhd", 16, ">I"), (0, FULL)),
    "film's version": (("moov/mvhd", 0, ">B"), (1, 255)),
    "track's width": (("moov/trak/tkhd", 76, ">I"), (0, FULL)),
    "track's matrix": (("moov/trak/tkhd", 40, ">I"), (0, HALF, FULL)),
    "edits": (("moov/trak/edts/elst", 4, ">I"), (0, 2, FULL)),
    "edit's duration": (("moov/trak/edts/elst", 8, ">I"), (0, 1, FULL)),
    "edit's start": (("moov/trak/edts/elst", 12, ">I"), (HALF, FULL, 1 << 31)),
    "edit's rate": (("moov/trak/edts/elst", 16, ">I"), (0, FULL)),
    "media's ticks a second": (("moov/trak/mdia/mdhd", 12, ">I"), (0, 1, FULL)),
    "media's duration": (("moov/trak/mdia/mdhd", 16, ">I"), (0, 1, FULL)),
    "descriptions": (("moov/trak/mdia/minf/stbl/stsd", 4, ">I"), (0, 2, HALF, FULL)),
    "description's size": (("moov/trak/mdia/minf/stbl/stsd", 8, ">I"), (0, 8, FULL)),
    "time runs": (("moov/trak/mdia/minf/stbl/stts", 4, ">I"), (0, HALF, FULL)),
    "samples in a time run": (("moov/trak/mdia/minf/stbl/stts", 8, ">I"), (0, HALF, FULL)),
    "ticks of a sample": (("moov/trak/mdia/minf/stbl/stts", 12, ">I"), (0, HALF, FULL)),
    "size of all samples": (("moov/trak/mdia/minf/stbl/stsz", 4, ">I"), (1, HALF, FULL)),
    "sizes": (("moov/trak/mdia/minf/stbl/stsz", 8, ">I"), (0, 1, 1 << 24, HALF, FULL)),
    "a sample's size": (("moov/trak/mdia/minf/stbl/stsz", 12, ">I"), (0, HALF, FULL)),
    "runs of chunks": (("moov/trak/mdia/minf/stbl/stsc", 4, ">I"), (0, HALF, FULL)),
    "samples in a chunk": (("moov/trak/mdia/minf/stbl/stsc", 12, ">I"), (0, HALF, FULL)),
    "chunks": (("moov/trak/mdia/minf/stbl/stco", 4, ">I"), (0, HALF, FULL)),
    "a chunk's place": (("moov/trak/mdia/minf/stbl/stco", 8, ">I"), (0, HALF, FULL)),
}
SOUND_ENTRY = "moov/trak/mdia/minf/stbl/stsd"
SOUND_BOXES: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "channels": ((SOUND_ENTRY, 32, ">H"), (0, 255, 65_535)),
    "sample rate": ((SOUND_ENTRY, 40, ">I"), (0, 1 << 16, FULL)),
    "codec": ((SOUND_ENTRY, 12, ">I"), (0, FULL, 0x6D703461 ^ 0x20, 0x64726D73)),
}
PICTURE_BOXES: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "width and height": ((SOUND_ENTRY, 40, ">I"), (0, 1, FULL)),
    "codec": ((SOUND_ENTRY, 12, ">I"), (0, 0x6D703461, 0x6A706567, 0x656E6376)),
}
WAVE: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "codec": (("fmt ", 0, "<H"), (0, 2, 0x11, 0x31, 0x50, 0x55, 0x161, 0x674F, 0xFFFE, 0xFFFF)),
    "channels": (("fmt ", 2, "<H"), (0, 7, 255, 65_535)),
    "sample rate": (("fmt ", 4, "<I"), (0, 1, 7_999, 192_001, HALF, FULL)),
    "bytes a second": (("fmt ", 8, "<I"), (0, 1, FULL)),
    "bytes a frame": (("fmt ", 12, "<H"), (0, 65_535)),
    "bits": (("fmt ", 14, "<H"), (0, 1, 12, 65, 65_535)),
}
AIFF: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "channels": (("COMM", 0, ">H"), (0, 7, 65_535)),
    "frames": (("COMM", 2, ">I"), (0, 1, FULL)),
    "bits": (("COMM", 6, ">H"), (0, 1, 65, 65_535)),
    "sample rate's exponent": (("COMM", 8, ">H"), (0, 0x3FFF, 0x7FFE, 0x7FFF, 0xFFFF)),
    "where sound begins": (("SSND", 0, ">I"), (HALF, FULL)),
}
CAF: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "sample rate (IEEE)": (("desc", 0, ">Q"), (0, 1, 0x7FF0 << 48, 0x7FF8 << 48, 0xC1D0 << 48)),
    "bytes a packet": (("desc", 16, ">I"), (0, HALF, FULL)),
    "frames a packet": (("desc", 20, ">I"), (0, HALF, FULL)),
    "channels": (("desc", 24, ">I"), (0, 255, FULL)),
    "bits": (("desc", 28, ">I"), (0, 1, FULL)),
}
FLAC: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "blocks": (("block 0", 0, ">I"), (0, FULL)),
    "rate, channels, bits": (("block 0", 10, ">I"), (0, 1, FULL, 0x0BB80FF0)),
    "samples": (("block 0", 14, ">I"), (0, 1, FULL)),
    "first block is a picture": (("block 0", -4, ">B"), (6, 0x86, 127)),
}
OPUS: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "version": (("page 0", 8, "<B"), (0, 16, 255)),
    "channels": (("page 0", 9, "<B"), (0, 9, 255)),
    "priming": (("page 0", 10, "<H"), (0, 65_535)),
    "sample rate": (("page 0", 12, "<I"), (0, FULL)),
    "gain": (("page 0", 16, "<H"), (0x7FFF, 0x8000)),
    "mapping": (("page 0", 18, "<B"), (1, 2, 255)),
}
VORBIS: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "channels": (("page 0", 11, "<B"), (0, 255)),
    "sample rate": (("page 0", 12, "<I"), (0, 1, HALF, FULL)),
    "bit rate": (("page 0", 20, "<I"), (0, FULL)),
    "block sizes": (("page 0", 28, "<B"), (0, 0xFF, 0x1F)),
}
AVI: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "microseconds a frame": (("hdrl/avih", 0, "<I"), (0, 1, FULL)),
    "streams": (("hdrl/avih", 24, "<I"), (0, 1, FULL)),
    "scale": (("hdrl/strl/strh", 20, "<I"), (0, FULL)),
    "rate": (("hdrl/strl/strh", 24, "<I"), (0, 1, 1_000_000, FULL)),
    "start": (("hdrl/strl/strh", 28, "<I"), (HALF, FULL)),
    "length": (("hdrl/strl/strh", 32, "<I"), (0, 1, FULL)),
    "width": (("hdrl/strl/strf", 4, "<I"), (0, 1, 65_535, HALF, FULL)),
    "height": (("hdrl/strl/strf", 8, "<I"), (0, 65_535, HALF, 1 << 31)),
    "codec": (("hdrl/strl/strf", 16, "<I"), (0, FULL, 0x34363248)),
}
TRACK = "18538067/1654AE6B/AE"
MATROSKA: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "nanoseconds a tick": (("18538067/1549A966/2AD7B1", 0, ">H"), (0, 65_535)),
    "duration (IEEE)": (
        ("18538067/1549A966/4489", 0, ">Q"),
        (0, 0x7FF0 << 48, 0x7FF8 << 48, 0xC1D0 << 48, 0x7FEF << 48),
    ),
    "track's type": ((f"{TRACK}/83", 0, "B"), (0, 17, 255)),
    "a frame's nanoseconds": ((f"{TRACK}/23E383", 0, ">I"), (0, 1, FULL)),
    "channels": ((f"{TRACK}/E1/9F", 0, "B"), (0, 255)),
    "sample rate (IEEE)": ((f"{TRACK}/E1/B5", 0, ">Q"), (0, 1, 0x7FF0 << 48, 0xC1D0 << 48)),
    "width": ((f"{TRACK}/E0/B0", 0, "B"), (0, 1)),
    "a cluster's time": (("18538067/1F43B675/E7", 0, "B"), (255,)),
}
ASF: Mapping[str, tuple[Field, tuple[int, ...]]] = {
    "objects": (("3026b275", 0, "<I"), (0, FULL)),
    "duration": (("a1dcab8c", 40, "<Q"), (0, 1, LONG)),
    "before it begins": (("a1dcab8c", 56, "<Q"), (FULL, LONG)),
    "least packet": (("a1dcab8c", 68, "<I"), (0, 1, HALF, FULL)),
    "most packet": (("a1dcab8c", 72, "<I"), (0, 1, HALF, FULL)),
}
TABLES = {
    **{name: {**BOXES, **SOUND_BOXES} for name in ("song.m4a", "alac.m4a")},
    **{name: {**BOXES, **PICTURE_BOXES} for name in ("film.mp4", "film.mov")},
    "song.wav": WAVE,
    "song.w64": WAVE,
    "song.aiff": AIFF,
    "song.caf": CAF,
    "song.flac": FLAC,
    "song.opus": OPUS,
    "song.ogg": VORBIS,
    "song.wma": ASF,
    "film.avi": AVI,
    **dict.fromkeys(("song.mka", "film.mkv", "film.webm"), MATROSKA),
}


def stated(seed: Seed) -> Iterator[Mutant]:
    """One field of a header at a time, at values that make no sense."""
    for what, (field, values) in TABLES.get(seed.name, {}).items():
        data = seed.data
        for value in values:
            try:
                yield seed.mutant(f"{what} {value:#x}", put(data, field, value))
            except StopIteration:
                # Not every seed has every part.
                break


def put(data: bytes, field: Field, value: int) -> bytes:
    """The file with one field at `value`; Ogg's page sums made right again."""
    path, offset, form = field
    found = part(data, path)
    at = found.body + offset
    packed = struct.pack(form, value)
    changed = data[:at] + packed + data[at + len(packed) :]
    return changed if not path.startswith("page") else summed(changed)


def summed(data: bytes) -> bytes:
    """An Ogg file whose first page has the sum that its bytes have."""
    found = part(data, "page 0")
    page = bytearray(data[: found.end])
    page[22:26] = bytes(4)
    page[22:26] = struct.pack("<I", ogg_sum(page))
    return bytes(page) + data[found.end :]


def ogg_sum(page: bytes | bytearray) -> int:
    """The checksum of an Ogg page, RFC 3533: a CRC of polynomial 0x04c11db7, nothing reversed."""
    total = 0
    for byte in page:
        total = (total << 8 & FULL) ^ _SUMS[total >> 24 ^ byte]
    return total


def _sum_of(byte: int) -> int:
    total = byte << 24
    for _ in range(8):
        total = (total << 1 ^ 0x04C11DB7 if total & 0x80000000 else total << 1) & FULL
    return total


_SUMS = [_sum_of(byte) for byte in range(256)]
