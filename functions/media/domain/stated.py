"""How much of its samples a WAV, W64, AIFF or CAF lacks, by its header: ffmpeg believes the size.

Recorders that never came back to their header, and programs that wrote into a pipe, leave 0, -1
or about as much as fits there; that says nothing.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

MOST_CHUNKS = 1000
PLACEHOLDERS = (range(0x7F00_0000, 0x8000_0000), range(0xFFFF_0000, 0x1_0000_0000))
UNKNOWN = 1 << 62


@dataclass(frozen=True, slots=True)
class _Layout:
    first: int
    """Where the first chunk begins."""
    head: str
    samples: bytes
    align: int
    own: int = 0
    """How much of its own head a chunk's size counts."""


WAV = _Layout(12, "<4sI", b"data", 2)
AIFF = _Layout(12, ">4sI", b"SSND", 2)
CAF = _Layout(8, ">4sq", b"data", 1)
W64 = _Layout(40, "<4s12xQ", b"data", 8, own=24)


def missing_share(file: BinaryIO, size: int) -> float:
    """The share (0 to 1) of the stated samples that a file of `size` bytes does not hold."""
    layout = _layout(file.read(12))
    found = _samples(file, layout) if layout else None
    if found is None:
        return 0.0
    begin, stated = found
    if not 0 < stated < UNKNOWN or any(stated in placeholder for placeholder in PLACEHOLDERS):
        return 0.0
    return min(max(0.0, (begin + stated - size) / stated), 1.0)


def _layout(head: bytes) -> _Layout | None:
    kind, form = head[:4], head[8:]
    if kind in (b"RIFF", b"RF64", b"BW64") and form == b"WAVE":
        return WAV
    if kind == b"FORM" and form in (b"AIFF", b"AIFC"):
        return AIFF
    return {b"caff": CAF, b"riff": W64}.get(kind)


def _samples(file: BinaryIO, layout: _Layout) -> tuple[int, int] | None:
    """Where the samples begin, and how many bytes of them are stated."""
    at, wide = layout.first, None
    length = struct.calcsize(layout.head)
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        head = file.read(length)
        if len(head) < length:
            return None
        kind, size = struct.unpack(layout.head, head)
        at, size = at + length, size - layout.own
        if kind == layout.samples:
            return at, wide if wide is not None and size == 0xFFFF_FFFF else size
        if kind == b"ds64":
            # RF64's own sizes; those of 32 bits are all ones there.
            (wide,) = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))
        if not 0 <= size < UNKNOWN:
            return None
        at += -(-size // layout.align) * layout.align
    return None
