"""The CMAF writer on made-up tracks: however the work is cut, the frames come out as one track."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.domain.cmaf import Grid, Span, segments
from media.domain.isobmff import MalformedError, Track, box, find, read_track
from tests.unit.media.encoded import fragment

PRIMING = 1024


def encoded(first: int, warm_up: int, frames: int, ahead: int, last: int = 1024) -> Track:
    """What an encoder gives that began `warm_up` frames before frame `first`: frame k is k % 251
    bytes, each of value k % 256; warm-up and look-ahead frames are of 255s."""
    bodies = (
        [b"\xff" * 7] * warm_up
        + [bytes([k % 251]) * (1 + k % 251) for k in range(first, first + frames)]
        + [b"\xff" * 7] * ahead
    )
    return Track(
        kind="audio",
        timescale=44_100,
        sample_entry=b"",
        width=0,
        height=0,
        durations=[1024] * (len(bodies) - 1) + [last],
        composition=None,
        sync=None,
        positions=list(itertools.accumulate(map(len, bodies), initial=0)),
        data=memoryview(b"".join(bodies)),
    )


@settings(deadline=None)
@given(
    frames=st.integers(2, 900),
    per=st.integers(1, 9),
    length=st.integers(1, 70),
    cut=st.integers(1, 6),
    warm_up=st.integers(0, 64),
    last=st.integers(1, 1024),
)
def test_two_chunks_are_one_track(
    frames: int, per: int, length: int, cut: int, warm_up: int, last: int
) -> None:
    grid = Grid(length * per + per // 2, per)
    edge = grid.start(cut)
    # No planner cuts so late that the last chunk is itself a lone tail.
    cuts = [(0, edge), (edge, None)] if grid.start(cut + 1) < frames else [(0, None)]
    made = []
    for index, (first, end) in enumerate(cuts):
        span = Span(first, None if end is None else end - first, warm_up, index * cut + 1)
        track = encoded(
            first,
            warm_up,
            (frames if end is None else end) - first,
            0 if end is None else 2,
            last if end is None else 1024,
        )
        made += list(segments(track, grid, span, 1024, PRIMING))
    serial = list(
        segments(encoded(0, 0, frames, 0, last), grid, Span(0, None, 0, 1), 1024, PRIMING)
    )
    assert made == serial
    decode_time = 0
    for number, segment in enumerate(serial, 1):
        head = fragment(segment.data)
        assert (segment.number, head.number, head.decode_time) == (number, number, decode_time)
        assert decode_time == grid.start(number - 1) * 1024
        decode_time += sum(head.durations)
    assert sum(segment.duration for segment in serial) == (frames - 1) * 1024 + last - PRIMING
    sent = b"".join(bytes(find(memoryview(segment.data), b"mdat")) for segment in serial)
    assert sent == bytes(encoded(0, 0, frames, 0).data)


@settings(deadline=None)
@given(frames=st.integers(1, 2000), length=st.integers(8, 256))
def test_no_last_segment_is_a_lone_tail(frames: int, length: int) -> None:
    found = list(segments(encoded(0, 0, frames, 0), Grid(length), Span(0, None, 0, 1), 1024, 0))
    counts = [segment.duration // 1024 for segment in found]
    assert sum(counts) == frames
    assert all(count == length for count in counts[:-1])
    assert len(counts) == 1 or length // 4 <= counts[-1] < length + length // 4


def test_a_known_length_cuts_what_a_resampler_gave_too_much() -> None:
    track = encoded(0, 0, 11, 0, 1)
    found = list(segments(track, Grid(256), Span(0, None, 0, 1), 1024, PRIMING, total=9 * 1024))
    assert fragment(found[0].data).durations == [1024] * 10
    assert found[0].duration == 9 * 1024


def test_a_chunk_that_came_out_short_is_no_chunk() -> None:
    with pytest.raises(ValueError, match="10 frames encoded"):
        list(segments(encoded(0, 2, 8, 0), Grid(256), Span(0, 9, 2, 1), 1024, PRIMING))


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    for data in (noise, box(b"moov", box(b"trak", noise)), box(b"moov", noise)):
        with pytest.raises(MalformedError):
            read_track(data)
