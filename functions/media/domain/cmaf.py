"""Write CMAF tracks (ISO/IEC 23000-19): an init segment and numbered fragments of one moof each.

Why our own code and not a packager: a chunk's encoder is started on warm-up material, and the
frames of it must go while the decode times, the segment numbers and the edit list stay those of
the whole track. Packagers begin every file at zero and keep every frame. What is written here
from chunk k's frames is what a serial encode would have put at that place.

Each track begins with `priming` ticks that an edit list hides: for sound the encoder's priming,
for pictures the delay of reordering, so that both are presented from zero. The last frame of sound
is as long as the source goes on (a short duration), so durations count exactly its samples.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from media.domain.isobmff import Track, box, full_box

UNITY_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
SYNC_SAMPLE = 0x02000000
OTHER_SAMPLE = 0x01010000


@dataclass(frozen=True, slots=True)
class Grid:
    """Where segments may begin: segment k (from 0) begins at frame k * frames / per, rounded."""

    frames: int
    per: int = 1

    def start(self, segment: int) -> int:
        return (segment * self.frames + self.per // 2) // self.per


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a track that one chunk gives, in frames of the whole track.

    `frames` is None for the chunk that runs to the end; `warm_up` frames stand in the encoder's
    output before `first_frame` and go.
    """

    first_frame: int
    frames: int | None
    warm_up: int
    first_segment: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One media segment: its bytes and how long it is heard or seen, in ticks of the timescale."""

    number: int
    duration: int
    data: bytes
    key: int = 0
    """Bytes up to the end of its first picture, which shows without any other; of sound none."""

    @property
    def noted(self) -> tuple[int, int, int]:
        """As it stands in a manifest: duration, size and key."""
        return self.duration, len(self.data), self.key


def init_segment(track: Track, frame: int, priming: int, length: int) -> bytes:
    """ftyp and moov of a track whose frames last `frame` ticks and begin with `priming` ticks.

    `length`, in ticks, goes into the edit list: players that honour it cut the encoder's padding.
    """
    audio = track.kind == "audio"
    return box(b"ftyp", b"iso6", bytes(4), b"iso6", b"cmfc") + box(
        b"moov",
        movie_header(track.timescale, 0),
        box(
            b"trak",
            track_header(track, 0),
            edit_list(length, priming) if priming else b"",
            box(
                b"mdia",
                media_header(track.timescale, 0),
                handler(track.kind),
                media_information(
                    track,
                    full_box(b"stts", 0, 0, bytes(4)),
                    full_box(b"stsc", 0, 0, bytes(4)),
                    full_box(b"stsz", 0, 0, bytes(8)),
                    full_box(b"stco", 0, 0, bytes(4)),
                ),
            ),
        ),
        box(
            b"mvex",
            full_box(
                b"trex",
                0,
                0,
                struct.pack(">5I", 1, 1, frame, 0, SYNC_SAMPLE if audio else OTHER_SAMPLE),
            ),
        ),
    )


def segments(
    track: Track, grid: Grid, span: Span, frame: int, priming: int, total: int | None = None
) -> Iterator[Segment]:
    """The chunk's media segments, from what its encoder made.

    `total` is the track's exact length in ticks without priming, where it is known better than
    by the encoder's own last duration (after a resampler); only the last chunk needs it.
    """
    hidden = priming if track.kind == "audio" else 0
    kept = len(track) - span.warm_up if span.frames is None else span.frames
    if span.frames is None and total is not None:
        kept = min(kept, -(-(total + hidden) // frame) - span.first_frame)
    if kept <= 0 or span.warm_up + kept > len(track):
        raise ValueError(f"{len(track)} frames encoded, {span.warm_up} + {kept} wanted")
    durations = [frame] * kept
    if span.frames is None:
        begun = (span.first_frame + kept - 1) * frame
        durations[-1] = (
            track.durations[span.warm_up + kept - 1] if total is None else total + hidden - begun
        )
    number = span.first_segment
    start = 0
    while start < kept:
        end = min(grid.start(number) - span.first_frame, kept)
        if span.frames is None:
            end = _without_lone_tail(grid, number, end, kept)
        first = span.warm_up + start
        ticks = durations[start:end]
        data = fragment(track, first, number, (span.first_frame + start) * frame, ticks, priming)
        yield Segment(
            number,
            sum(ticks) - (hidden if span.first_frame + start == 0 else 0),
            data,
            _key(track, data, first, first + end - start),
        )
        start = end
        number += 1


def _key(track: Track, data: bytes, start: int, end: int) -> int:
    if track.kind == "audio":
        return 0
    after = track.positions[end] - track.positions[start + 1]
    return len(data) - after


def _without_lone_tail(grid: Grid, number: int, end: int, kept: int) -> int:
    """A last segment under a quarter of the usual joins the one before it.

    A lone tail of 23 ms keeps hls.js from ever seeing the end of the stream.
    """
    usual = grid.start(number + 1) - grid.start(number)
    return kept if kept - end < usual // 4 or kept - end < 2 else end


def fragment(
    track: Track, start: int, number: int, decode_time: int, durations: list[int], delay: int
) -> bytes:
    """styp, moof and mdat of the encoder's frames from `start` on, one for each duration.

    Pictures are presented `delay` ticks after their decode times, reordered as encoded.
    """
    count = len(durations)
    end = start + count
    frame = durations[0]
    columns: list[list[int]] = []
    flags = 0x000201
    if any(duration != frame for duration in durations):
        flags |= 0x000100
        columns.append(durations)
    columns.append(track.sizes(start, end))
    if track.sync is not None:
        flags |= 0x000400
        columns.append(
            [SYNC_SAMPLE if at in track.sync else OTHER_SAMPLE for at in range(start, end)]
        )
    if track.kind == "video":
        flags |= 0x000800
        offsets = track.composition or [0] * len(track)
        shift = delay - offsets[0]
        columns.append([(offset + shift) & 0xFFFFFFFF for offset in offsets[start:end]])
    rows = [value for row in zip(*columns, strict=True) for value in row]
    table = struct.pack(f">{len(rows)}I", *rows)
    payload = track.payload(start, end)

    def moof(data_offset: int) -> bytes:
        return box(
            b"moof",
            full_box(b"mfhd", 0, 0, struct.pack(">I", number)),
            box(
                b"traf",
                full_box(b"tfhd", 0, 0x020008, struct.pack(">II", 1, frame)),
                full_box(b"tfdt", 1, 0, struct.pack(">Q", decode_time)),
                full_box(b"trun", 1, flags, struct.pack(">Ii", count, data_offset), table),
            ),
        )

    head = moof(0)
    return b"".join(
        (
            box(b"styp", b"msdh", bytes(4), b"msdh", b"cmfs"),
            moof(len(head) + 8),
            struct.pack(">I4s", 8 + len(payload), b"mdat"),
            payload,
        )
    )


def movie_header(timescale: int, duration: int) -> bytes:
    return full_box(
        b"mvhd",
        1,
        0,
        struct.pack(">QQIQIH10x", 0, 0, timescale, duration, 0x10000, 0x0100),
        UNITY_MATRIX,
        bytes(24),
        struct.pack(">I", 2),
    )


def track_header(track: Track, duration: int) -> bytes:
    return full_box(
        b"tkhd",
        1,
        3,
        struct.pack(">QQI4xQ8xhhH2x", 0, 0, 1, duration, 0, 0, 0x0100 * (track.kind == "audio")),
        UNITY_MATRIX,
        struct.pack(">II", track.width << 16, track.height << 16),
    )


def edit_list(duration: int, media_time: int) -> bytes:
    """Begin at `media_time`; a duration of 0 in a fragmented file means all that follows."""
    return box(
        b"edts", full_box(b"elst", 1, 0, struct.pack(">IQqI", 1, duration, media_time, 0x10000))
    )


def media_header(timescale: int, duration: int) -> bytes:
    return full_box(b"mdhd", 1, 0, struct.pack(">QQIQHH", 0, 0, timescale, duration, 0x55C4, 0))


def handler(kind: str) -> bytes:
    code = b"soun" if kind == "audio" else b"vide"
    return full_box(b"hdlr", 0, 0, bytes(4), code, bytes(12), b"Didit360\0")


def media_information(track: Track, *tables: bytes) -> bytes:
    return box(
        b"minf",
        full_box(b"smhd", 0, 0, bytes(4))
        if track.kind == "audio"
        else full_box(b"vmhd", 0, 1, bytes(8)),
        box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1))),
        box(b"stbl", full_box(b"stsd", 0, 0, struct.pack(">I", 1), track.sample_entry), *tables),
    )
