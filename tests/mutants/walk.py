"""Where the parts of a media file begin and end: boxes, chunks, elements, pages, objects."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

NESTED_BOXES = {
    *(b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"udta"),
    *(b"moof", b"traf", b"mvex"),
}
NESTED_ELEMENTS = {
    *(0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0xE1),
    *(0x1F43B675, 0x1C53BB6B, 0x1254C367, 0xBB, 0xB7),
}
ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
UNKNOWN_SIZE = "unknown size"


@dataclass(frozen=True, slots=True)
class Part:
    """A box or whatever a container calls it. Its size field lies at `size_at`."""

    path: str
    start: int
    body: int
    end: int
    size_at: int
    size_format: str


def parts(data: bytes) -> list[Part]:
    """Every part of a well-formed file of an accepted container, in the file's order."""
    return list(_walker(data)(data))


def part(data: bytes, path: str) -> Part:
    """The first part of that path, such as moov/trak/mdia/mdhd."""
    return next(found for found in parts(data) if found.path == path)


def _walker(data: bytes) -> Callable[[bytes], Iterator[Part]]:
    if data[4:8] in (b"ftyp", b"wide", b"moov"):
        return boxes
    walkers: dict[bytes, Callable[[bytes], Iterator[Part]]] = {
        b"RIFF": riff,
        b"FORM": aiff,
        b"caff": caf,
        b"riff": wave64,
        b"fLaC": flac,
        b"OggS": ogg,
        b"\x1a\x45\xdf\xa3": elements,
        ASF_HEADER[:4]: asf,
    }
    return walkers.get(data[:4], mp3)


def boxes(data: bytes, at: int = 0, end: int | None = None, above: str = "") -> Iterator[Part]:
    """ISO base media boxes, ISO/IEC 14496-12."""
    end = len(data) if end is None else end
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        path = above + kind.decode("latin-1")
        yield Part(path, at, at + 8, at + size, at, ">I")
        if kind in NESTED_BOXES:
            yield from boxes(data, at + 8, at + size, path + "/")
        at += size


def riff(data: bytes) -> Iterator[Part]:
    """WAV and AVI."""
    yield Part("RIFF", 0, 12, len(data), 4, "<I")
    yield from _riff_chunks(data, 12, len(data), "")


def _riff_chunks(data: bytes, at: int, end: int, above: str) -> Iterator[Part]:
    while at + 8 <= end:
        kind, size = struct.unpack_from("<4sI", data, at)
        path = above + kind.decode("latin-1")
        if kind == b"LIST":
            path = above + data[at + 8 : at + 12].decode("latin-1")
        yield Part(path, at, at + 8, min(at + 8 + size, end), at + 4, "<I")
        if kind == b"LIST":
            yield from _riff_chunks(data, at + 12, at + 8 + size, path + "/")
        at += 8 + size + size % 2


def aiff(data: bytes) -> Iterator[Part]:
    yield Part("FORM", 0, 12, len(data), 4, ">I")
    at = 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from(">4sI", data, at)
        yield Part(kind.decode("latin-1"), at, at + 8, at + 8 + size, at + 4, ">I")
        at += 8 + size + size % 2


def caf(data: bytes) -> Iterator[Part]:
    at = 8
    while at + 12 <= len(data):
        kind, size = struct.unpack_from(">4sQ", data, at)
        end = min(at + 12 + size, len(data))
        yield Part(kind.decode("latin-1"), at, at + 12, end, at + 4, ">Q")
        at = end


def wave64(data: bytes) -> Iterator[Part]:
    at = 40
    while at + 24 <= len(data):
        kind, size = struct.unpack_from("<4s12xQ", data, at)
        end = min(at + size, len(data))
        yield Part(kind.decode("latin-1"), at, at + 24, end, at + 16, "<Q")
        at = end + -end % 8


def flac(data: bytes) -> Iterator[Part]:
    at, last = 4, False
    while not last:
        last = bool(data[at] & 0x80)
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        yield Part(f"block {data[at] & 0x7F}", at, at + 4, at + 4 + size, at, "flac")
        at += 4 + size
    yield Part("frames", at, at, len(data), at, "")


def ogg(data: bytes) -> Iterator[Part]:
    at, number = 0, 0
    while data[at : at + 4] == b"OggS":
        segments = data[at + 26]
        body = at + 27 + segments
        end = body + sum(data[at + 27 : body])
        yield Part(f"page {number}", at, body, end, at + 26, "B")
        at, number = end, number + 1


def elements(data: bytes, at: int = 0, end: int | None = None, above: str = "") -> Iterator[Part]:
    """EBML, RFC 8794, as far as Matroska needs it here."""
    end = len(data) if end is None else end
    while at < end:
        wide = 9 - data[at].bit_length()
        name = int.from_bytes(data[at : at + wide], "big")
        size_at = at + wide
        size_wide = 9 - data[size_at].bit_length()
        size = int.from_bytes(data[size_at : size_at + size_wide], "big") - (1 << 7 * size_wide)
        body = size_at + size_wide
        until = end if size == (1 << 7 * size_wide) - 1 else min(body + size, end)
        path = f"{above}{name:X}"
        yield Part(path, at, body, until, size_at, f"ebml {size_wide}")
        if name in NESTED_ELEMENTS:
            yield from elements(data, body, until, path + "/")
        at = until


def asf(data: bytes) -> Iterator[Part]:
    at = 0
    while at + 24 <= len(data):
        (size,) = struct.unpack_from("<Q", data, at + 16)
        name = data[at : at + 4].hex()
        yield Part(name, at, at + 24, min(at + size, len(data)), at + 16, "<Q")
        # Only the header holds others, behind their count.
        at += 30 if data[at : at + 16] == ASF_HEADER else size


def mp3(data: bytes) -> Iterator[Part]:
    """ID3v2's frames and what follows, which has no parts that say where they end."""
    at = 0
    if data[:3] == b"ID3":
        at = 10 + sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
        yield Part("ID3", 0, 10, at, 6, ">I")
        frame = 10
        while frame + 10 <= at and data[frame]:
            (size,) = struct.unpack_from(">I", data, frame + 4)
            name = data[frame : frame + 4].decode("latin-1")
            yield Part(f"ID3/{name}", frame, frame + 10, frame + 10 + size, frame + 4, ">I")
            frame += 10 + size
    yield Part("frames", at, at, len(data), at, "")
