"""Write a progressive M4A (moov first) from the fragments of a CMAF rendition, frame by frame.

For downloads, and for players that have no gapless HLS: the edit list and iTunSMPB say where
the sound begins and how long it is, so both Apple's and other players cut priming and padding.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from media.domain.cmaf import (
    edit_list,
    handler,
    media_header,
    media_information,
    movie_header,
    track_header,
)
from media.domain.isobmff import (
    Data,
    MalformedError,
    Track,
    box,
    find,
    full_box,
    read_track,
)

MOST_32_BITS = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Fragment:
    """A media segment's frames: their lengths in ticks and sizes, and their bytes together."""

    durations: Sequence[int]
    sizes: Sequence[int]
    payload: memoryview


def read_fragment(segment: Data) -> Fragment:
    """The frames of a segment that media.domain.cmaf wrote: one moof with one run, one mdat."""
    whole = memoryview(segment)
    try:
        traf = find(whole, b"moof", b"traf")
        tfhd, trun = find(traf, b"tfhd"), find(traf, b"trun")
        if bytes(tfhd[1:4]) != b"\x02\x00\x08":
            raise MalformedError("a fragment that we did not write")
        (frame,) = struct.unpack_from(">I", tfhd, 8)
        flags = int.from_bytes(trun[1:4], "big")
        if flags not in (0x201, 0x301):
            raise MalformedError(f"a run with flags {flags:#x}")
        (count,) = struct.unpack_from(">I", trun, 4)
        columns = 2 if flags & 0x100 else 1
        values = struct.unpack_from(f">{count * columns}I", trun, 12)
    except struct.error as error:
        raise MalformedError(str(error)) from error
    sizes = values[columns - 1 :: columns]
    payload = find(whole, b"mdat")
    if sum(sizes) != len(payload):
        raise MalformedError(f"{sum(sizes)} bytes of frames in an mdat of {len(payload)}")
    return Fragment(values[::2] if columns == 2 else [frame] * count, sizes, payload)


def header(
    init: Data, chunks: Sequence[tuple[Sequence[int], Sequence[int]]], priming: int
) -> bytes:
    """Everything before the frames: ftyp, moov and mdat's own head.

    `chunks` are the (durations, sizes) of each fragment, in order; `priming` is in ticks.
    """
    track = read_track(init)
    durations = [ticks for chunk, _ in chunks for ticks in chunk]
    sizes = [size for _, chunk in chunks for size in chunk]
    total = sum(sizes)
    wide = total > MOST_32_BITS - (1 << 28)
    mdat = (
        struct.pack(">I4sQ", 1, b"mdat", 16 + total)
        if wide
        else struct.pack(">I4s", 8 + total, b"mdat")
    )
    ftyp = box(b"ftyp", b"M4A ", bytes(4), b"M4A ", b"mp42", b"isom", b"iso2")
    relative = list(accumulate((sum(chunk) for _, chunk in chunks[:-1]), initial=0))
    counts = [len(chunk) for _, chunk in chunks]
    # The tables are as long for any offset, so a first try says where the frames will begin.
    begin = len(ftyp) + len(_moov(track, durations, sizes, counts, relative, wide, priming))
    offsets = [begin + len(mdat) + at for at in relative]
    return ftyp + _moov(track, durations, sizes, counts, offsets, wide, priming) + mdat


def _moov(
    track: Track,
    durations: Sequence[int],
    sizes: Sequence[int],
    counts: Sequence[int],
    offsets: Sequence[int],
    wide: bool,
    priming: int,
) -> bytes:
    whole = sum(durations)
    heard = whole - priming
    return box(
        b"moov",
        movie_header(track.timescale, heard),
        box(
            b"trak",
            track_header(track, heard),
            edit_list(heard, priming),
            box(
                b"mdia",
                media_header(track.timescale, whole),
                handler(track.kind),
                media_information(
                    track,
                    _runs(
                        b"stts", ((len(list(same)), ticks) for ticks, same in groupby(durations))
                    ),
                    _chunk_runs(counts),
                    full_box(
                        b"stsz",
                        0,
                        0,
                        struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes),
                    ),
                    full_box(
                        b"co64" if wide else b"stco",
                        0,
                        0,
                        struct.pack(
                            f">I{len(offsets)}{'Q' if wide else 'I'}", len(offsets), *offsets
                        ),
                    ),
                    # Each AAC frame needs the one before it (ISO/IEC 14496-12, 10.1).
                    full_box(b"sgpd", 1, 0, b"roll", struct.pack(">IIh", 2, 1, -1)),
                    full_box(b"sbgp", 0, 0, b"roll", struct.pack(">III", 1, len(sizes), 1)),
                ),
            ),
        ),
        box(b"udta", _tags(_gapless(whole, heard, priming))),
    )


def _runs(kind: bytes, runs: Iterator[tuple[int, int]]) -> bytes:
    table = [struct.pack(">II", *run) for run in runs]
    return full_box(kind, 0, 0, struct.pack(">I", len(table)), *table)


def _chunk_runs(counts: Sequence[int]) -> bytes:
    table = []
    chunk = 1
    for count, same in groupby(counts):
        table.append(struct.pack(">III", chunk, count, 1))
        chunk += len(list(same))
    return full_box(b"stsc", 0, 0, struct.pack(">I", len(table)), *table)


def _gapless(whole: int, heard: int, priming: int) -> str:
    """iTunes' own words: zero, priming, padding and length in samples, and eight unused fields."""
    padding = -whole % 1024
    return f" 00000000 {priming:08X} {padding:08X} {heard:016X}" + " 00000000" * 8


def _tags(gapless: str) -> bytes:
    return full_box(
        b"meta",
        0,
        0,
        full_box(b"hdlr", 0, 0, bytes(4), b"mdirappl", bytes(9)),
        box(
            b"ilst",
            box(
                b"----",
                full_box(b"mean", 0, 0, b"com.apple.iTunes"),
                full_box(b"name", 0, 0, b"iTunSMPB"),
                box(b"data", struct.pack(">II", 1, 0), gapless.encode()),
            ),
        ),
    )
