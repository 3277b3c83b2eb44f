"""The graphs that bring sound to its encoders: the right samples, warmed up, at the right rate.

What an encoder needs to warm up (the mirrored beginning before the very start, the source's own
sound before a later chunk) is made here, and dropped by the writer of segments.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from media.domain.chunks import Chunk
from media.domain.cmaf import Span
from media.domain.renditions import LOOK_AHEAD, Rendition
from media.domain.source import Audio, Source

Node = Any
MIRROR_GAIN = 0.3
BY_COUNT = "round(N/SR/TB)"
"""A time line of samples without holes; unrounded, a quotient just below its tick loses one."""
PREROLL_SECONDS = 1
"""Decoded before what is wanted: MP3 borrows bits of nine frames before, Opus needs 80 ms."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound as the encoders are to have it; its first sample is the source's sample `begin`."""

    node: Node
    begin: int = 0


def of_file(given: Node, source: Source, end: int | None, begin: int = 0) -> Heard:
    """The sound of an input that was opened at sample `begin`, as stereo or mono.

    `end` is the timestamp, in samples, at which the sound of a recording ends, if that is known.
    """
    audio = source.audio
    if audio is None:
        raise ValueError("a source without sound")
    node = given[str(audio.index)]
    if source.video:
        # Sound that begins after the picture, or has holes, keeps its place beside it.
        node = node.filter("aresample", **{"first_pts": 0, "async": 1})
    else:
        if end is not None:
            node = node.filter("atrim", end_pts=end - begin)
        # Only samples count: WMA's first frame, which never comes, would leave a hole.
        node = node.filter("asetpts", BY_COUNT)
    if audio.channels > 2:
        # Scaled down as the matrix sums up, so that a loud surround mix does not clip.
        node = node.filter("aresample", rematrix_maxval=1.0, out_chlayout="stereo", tsf="fltp")
    return Heard(node, begin)


def of_original(
    original: Path, source: Source, end: int | None, chunk: Chunk, renditions: list[Rendition]
) -> Heard:
    """The sound of a file from shortly before a chunk on; from its start if it can't be sought."""
    audio = source.audio
    if audio is None or not source.sought_exactly:
        return of_file(ffmpeg.input(str(original)), source, end)
    begins = (begin_of(chunk.spans[r.id], r, audio.sample_rate) for r in renditions)
    # At a whole second, which is a whole sample at any rate.
    second = min(begins) // audio.sample_rate - PREROLL_SECONDS
    if second <= 0:
        return of_file(ffmpeg.input(str(original)), source, end)
    given = ffmpeg.input(str(original), ss=second)
    return of_file(given, source, end, second * audio.sample_rate)


def of_piece(piece: Path, begin: int, rate: int, channels: int) -> Heard:
    """Sound that was decoded before: see media.data.pieces."""
    given = ffmpeg.input(str(piece), format="f32le", ar=rate, ac=channels)
    return Heard(given["0"], begin)


def louder(heard: Heard, gain_db: float | None) -> Heard:
    """Turned up or down; in fine steps, as 16 bits would be cut again."""
    if gain_db is None:
        return heard
    volume = {"volume": f"{gain_db}dB", "precision": "double"}
    return Heard(heard.node.filter("volume", **volume), heard.begin)


def outputs(
    heard: Heard, audio: Audio, renditions: list[Rendition], chunk: Chunk, folder: Path
) -> list[Node]:
    """One output file a rendition."""
    many = len(renditions) > 1
    branches = heard.node.filter_multi_output("asplit", len(renditions)) if many else None
    return [
        ffmpeg.output(
            _branch(
                Heard(branches[index] if branches else heard.node, heard.begin),
                audio.sample_rate,
                rendition,
                chunk.spans[rendition.id],
            ),
            str(folder / f"{rendition.id}.mp4"),
            **_options(rendition),
        )
        for index, rendition in enumerate(renditions)
    ]


def begin_of(span: Span, rendition: Rendition, rate: int) -> int:
    """The sample of the source that an encoder is given first; 0 for the very start."""
    frame = max(0, span.first_frame - span.warm_up)
    at = Fraction(frame * rendition.frame * rate, rendition.timescale)
    if at.denominator != 1:
        raise ValueError(f"{rendition.id} can't begin at frame {frame} of a {rate} Hz source")
    return int(at)


def end_of(span: Span, rendition: Rendition, rate: int) -> int | None:
    """The sample of the source before which it ends; None for the source's own end."""
    if span.frames is None:
        return None
    frames = span.first_frame + span.frames + LOOK_AHEAD
    return -(-frames * rendition.frame * rate // rendition.timescale)


def _branch(heard: Heard, rate: int, rendition: Rendition, span: Span) -> Node:
    """The samples one encoder is to see: its chunk with warm-up before and look-ahead behind."""
    node = heard.node
    begin, end = begin_of(span, rendition, rate), end_of(span, rendition, rate)
    if begin > heard.begin:
        node = node.filter("atrim", start_sample=begin - heard.begin).filter("asetpts", BY_COUNT)
    if end is not None:
        node = node.filter("atrim", end_sample=end - begin)
    if rendition.sample_rate != rate:
        node = node.filter("aresample", rendition.sample_rate, tsf="fltp")
    before = (span.warm_up - span.first_frame) * rendition.frame
    return _mirrored(node, before) if before > 0 else node


def _mirrored(node: Node, samples: int) -> Node:
    """Before the very start stand its first samples backwards, 10 dB down.

    Not silence: ffmpeg's AAC keeps the least perceptual entropy it ever saw, and zero there can
    cost 5 to 7 dB at 64 and 128 kbit/s for the rest of the track. Not in full: at 256 kbit/s the
    turn at the start, taken for an attack, cost the first frame 19 dB; from below it costs 4.
    """
    branches = node.filter_multi_output("asplit", 2)
    before = (
        branches[0]
        .filter("atrim", end_sample=samples)
        .filter("apad", whole_len=samples)
        .filter("areverse")
        .filter("volume", MIRROR_GAIN)
    )
    return ffmpeg.concat(before, branches[1], v=0, a=1)


def _options(rendition: Rendition) -> dict[str, Any]:
    common = {
        "format": "mp4",
        "map_metadata": -1,
        "map_chapters": -1,
        "fflags": "+bitexact",
        "flags:a": "+bitexact",
        "movie_timescale": rendition.timescale,
    }
    if rendition.codec == "aac":
        return {**common, "c:a": "aac", "b:a": rendition.bit_rate}
    if rendition.codec == "opus":
        return {**common, "c:a": "libopus", "b:a": rendition.bit_rate}
    wide = {"sample_fmt": "s32", "bits_per_raw_sample": 24} if rendition.bits == 24 else {}
    return {
        **common,
        "c:a": "flac",
        "frame_size": rendition.frame,
        **(wide or {"sample_fmt": "s16"}),
    }
