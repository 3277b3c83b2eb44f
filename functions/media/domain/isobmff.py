"""Read the tracks of ffmpeg's MP4 files and pack ISO base media boxes (ISO/IEC 14496-12).

Only files that our own ffmpeg has just written are read here, each with one track; sizes and
counts are bounded all the same, so that a surprising file raises `MalformedError` and nothing else.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

Data = bytes | memoryview

MAX_SAMPLES = 1 << 24


class MalformedError(ValueError):
    """The bytes are no MP4 file of the kind we write."""


class NoTrackError(MalformedError):
    """It is one, of nothing: its encoder was never given a frame."""


@dataclass(frozen=True, slots=True)
class Track:
    """The one track of an MP4 file: its encoded samples and how to read them.

    `durations` and `composition` count ticks of `timescale`; `positions` holds each sample's
    byte offset in `data` and one more for the end, as the samples lie one behind the other.
    """

    kind: str
    timescale: int
    sample_entry: bytes
    width: int
    height: int
    durations: Sequence[int]
    composition: Sequence[int] | None
    sync: frozenset[int] | None
    positions: Sequence[int]
    data: memoryview

    def __len__(self) -> int:
        return len(self.durations)

    def sizes(self, start: int, end: int) -> list[int]:
        edges = self.positions[start : end + 1]
        return [after - before for before, after in pairwise(edges)]

    def payload(self, start: int, end: int) -> memoryview:
        return self.data[self.positions[start] : self.positions[end]]


def box(kind: bytes, *parts: Data) -> bytes:
    return b"".join((struct.pack(">I", 8 + sum(map(len, parts))), kind, *parts))


def full_box(kind: bytes, version: int, flags: int, *parts: Data) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Each box at this level: its type and its contents."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and at + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        elif size == 0:
            size = len(data) - at
        if size < head or at + size > len(data):
            raise MalformedError(f"box {kind!r} of {size} bytes does not fit at {at}")
        yield kind, data[at + head : at + size]
        at += size


def find(data: memoryview, *path: bytes) -> memoryview:
    """The contents of the first box under `path`."""
    for name in path:
        for kind, inside in boxes(data):
            if kind == name:
                data = inside
                break
        else:
            raise MalformedError(f"no box {name!r} in {path!r}")
    return data


def read_track(file: Data) -> Track:
    """The one track of a plain MP4 file, samples contiguous; of an init segment, without any."""
    whole = memoryview(file)
    try:
        return _read_track(whole)
    except (struct.error, IndexError, KeyError) as error:
        raise MalformedError(str(error)) from error


def has_track(file: Data) -> bool:
    """Whether there is any: ffmpeg's MP4 of nothing has none."""
    return any(kind == b"trak" for kind, _ in boxes(find(memoryview(file), b"moov")))


def _read_track(whole: memoryview) -> Track:
    moov = find(whole, b"moov")
    tracks = [kind for kind, _ in boxes(moov)].count(b"trak")
    if not tracks:
        raise NoTrackError("no track")
    if tracks != 1:
        raise MalformedError("not exactly one track")
    trak = find(moov, b"trak")
    table = dict(boxes(find(trak, b"mdia", b"minf", b"stbl")))
    sizes = _sizes(table[b"stsz"])
    width, height = struct.unpack_from(">II", find(trak, b"tkhd"), 76)
    return Track(
        kind={b"soun": "audio", b"vide": "video"}[bytes(find(trak, b"mdia", b"hdlr")[8:12])],
        timescale=_timescale(find(trak, b"mdia", b"mdhd")),
        sample_entry=_sample_entry(table[b"stsd"]),
        width=width >> 16,
        height=height >> 16,
        durations=_expand(table[b"stts"], len(sizes), signed=False),
        composition=_expand(table[b"ctts"], len(sizes), signed=True) if b"ctts" in table else None,
        sync=_sync(table[b"stss"]) if b"stss" in table else None,
        positions=_positions(table, sizes, len(whole)),
        data=whole,
    )


def _timescale(mdhd: memoryview) -> int:
    (timescale,) = struct.unpack_from(">I", mdhd, 20 if mdhd[0] else 12)
    if not timescale:
        raise MalformedError("timescale of zero")
    return int(timescale)


def _sample_entry(stsd: memoryview) -> bytes:
    if struct.unpack_from(">I", stsd, 4) != (1,):
        raise MalformedError("not exactly one sample entry")
    return bytes(stsd[8:])


def _count(table: memoryview, at: int, width: int) -> int:
    (count,) = struct.unpack_from(">I", table, at)
    if count > MAX_SAMPLES or at + 4 + count * width > len(table):
        raise MalformedError(f"a table of {count} entries in {len(table)} bytes")
    return int(count)


def _sizes(stsz: memoryview) -> list[int]:
    (same,) = struct.unpack_from(">I", stsz, 4)
    if same:
        count = _count(stsz, 8, 0)
        return [same] * count
    count = _count(stsz, 8, 4)
    return list(struct.unpack_from(f">{count}I", stsz, 12))


def _expand(table: memoryview, samples: int, *, signed: bool) -> list[int]:
    """A run-length table (stts, ctts), one value a sample."""
    count = _count(table, 4, 8)
    values: list[int] = []
    for run, value in struct.iter_unpack(">Ii" if signed else ">II", table[8 : 8 + 8 * count]):
        if len(values) + run > samples:
            raise MalformedError("a run beyond the last sample")
        values += [value] * run
    if len(values) != samples:
        raise MalformedError(f"{len(values)} values for {samples} samples")
    return values


def _sync(stss: memoryview) -> frozenset[int]:
    count = _count(stss, 4, 4)
    return frozenset(number - 1 for number in struct.unpack_from(f">{count}I", stss, 8))


def _positions(table: dict[bytes, memoryview], sizes: Sequence[int], length: int) -> Sequence[int]:
    """Byte offsets, after a check that the chunks of the file really touch each other."""
    wide = b"co64" in table
    offsets = table[b"co64" if wide else b"stco"]
    count = _count(offsets, 4, 8 if wide else 4)
    chunks = struct.unpack_from(f">{count}{'Q' if wide else 'I'}", offsets, 8)
    runs = list(
        struct.iter_unpack(">III", table[b"stsc"][8 : 8 + 12 * _count(table[b"stsc"], 4, 12)])
    )
    if not chunks:
        return [0]
    positions = list(accumulate(sizes, initial=chunks[0]))
    if positions[-1] > length:
        raise MalformedError("samples beyond the end of the file")
    first = 0
    for index, run in enumerate(runs):
        until = runs[index + 1][0] if index + 1 < len(runs) else count + 1
        for chunk in range(run[0], until):
            if first >= len(positions) or positions[first] != chunks[chunk - 1]:
                raise MalformedError("samples do not lie one behind the other")
            first += run[1]
    return positions
