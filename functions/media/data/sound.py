"""The graphs that bring sound to its encoders: the right samples, warmed up, at the right rate.

What an encoder needs to warm up (at the very start the track before or a mirrored beginning, the
source's own sound before a later chunk) is made here, and dropped by the writer of segments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
FOLLOWING_WARM_UP = 256
"""Frames of AAC; after 64 its choices at 128 kbit/s are not yet those of an unbroken encode: 14 dB
against 18 in the first 70 ms after ten cuts of two songs where they differ."""
PREROLL_SECONDS = 1
"""Decoded before what is wanted: MP3 borrows bits of nine frames before, Opus needs 80 ms."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound as the encoders are to have it; its first sample is the source's sample `begin`."""

    node: Node
    begin: int = 0


@dataclass(frozen=True, slots=True)
class Before:
    """Raw sound that was heard right before the very start: the end of the track that it follows.

    At the source's own rate, as many channels as listeners get.
    """

    path: Path
    samples: int
    rate: int
    channels: int


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


def outputs(
    heard: Heard,
    audio: Audio,
    renditions: list[Rendition],
    chunk: Chunk,
    folder: Path,
    *,
    gain_db: float | None = None,
    before: Before | None = None,
) -> list[Node]:
    """One output file a rendition, louder by a gain."""
    heard = _louder(heard, gain_db)
    started = _before(before, renditions, chunk, gain_db)
    return [
        ffmpeg.output(
            _branch(
                Heard(branch, heard.begin),
                audio.sample_rate,
                rendition,
                chunk.spans[rendition.id],
                started.get(rendition.id),
            ),
            str(folder / f"{rendition.id}.mp4"),
            **_options(rendition),
        )
        for rendition, branch in zip(
            renditions, _branches(heard.node, len(renditions)), strict=True
        )
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


def before_start(renditions: Sequence[Rendition], rate: int) -> int:
    """How many samples of the source's rate an encoder wants of what was before the very start."""
    return max((-(-_before_start(r) * rate // r.timescale) for r in renditions), default=0)


def going_on(chunk: Chunk, renditions: Sequence[Rendition], before: Before) -> Chunk:
    """The first chunk, its encoders warmed up with what was before in place of a mirror."""
    spans = {
        r.id: replace(chunk.spans[r.id], warm_up=_before_start(r) // r.frame)
        for r in renditions
        if 0 < _before_start(r) * before.rate <= before.samples * r.timescale
        and _before_start(r) * before.rate % r.timescale == 0
    }
    return replace(chunk, spans={**chunk.spans, **spans})


def _before_start(rendition: Rendition) -> int:
    """In samples of its own."""
    return FOLLOWING_WARM_UP * rendition.frame if rendition.codec == "aac" else 0


def _louder(heard: Heard, gain_db: float | None) -> Heard:
    """Turned up or down; in fine steps, as 16 bits would be cut again."""
    if gain_db is None:
        return heard
    volume = {"volume": f"{gain_db}dB", "precision": "double"}
    return Heard(heard.node.filter("volume", **volume), heard.begin)


def _before(
    before: Before | None, renditions: Sequence[Rendition], chunk: Chunk, gain_db: float | None
) -> dict[str, Node]:
    """What encoders of the very start begin with, where that is a whole number of samples."""
    if before is None:
        return {}
    wanted: dict[str, int] = {}
    for rendition in renditions:
        span = chunk.spans[rendition.id]
        frames = span.warm_up - span.first_frame
        samples = Fraction(frames * rendition.frame * before.rate, rendition.timescale)
        if samples.denominator == 1 and 0 < samples <= before.samples:
            wanted[rendition.id] = int(samples)
    heard = _louder(of_piece(before.path, 0, before.rate, before.channels), gain_db)
    branches = _branches(heard.node, len(wanted))
    return {
        name: branch.filter("atrim", start_sample=before.samples - samples).filter(
            "asetpts", BY_COUNT
        )
        for (name, samples), branch in zip(wanted.items(), branches, strict=True)
    }


def _branches(node: Node, count: int) -> list[Node]:
    if count < 2:
        return [node] * count
    split = node.filter_multi_output("asplit", count)
    return [split[index] for index in range(count)]


def _branch(heard: Heard, rate: int, rendition: Rendition, span: Span, before: Node | None) -> Node:
    """The samples one encoder is to see: its chunk with warm-up before and look-ahead behind."""
    node = heard.node
    begin, end = begin_of(span, rendition, rate), end_of(span, rendition, rate)
    if begin > heard.begin:
        node = node.filter("atrim", start_sample=begin - heard.begin).filter("asetpts", BY_COUNT)
    if end is not None:
        node = node.filter("atrim", end_sample=end - begin)
    if before is not None:
        node = ffmpeg.concat(before, node, v=0, a=1)
    if rendition.sample_rate != rate:
        node = node.filter("aresample", rendition.sample_rate, tsf="fltp")
    missing = (span.warm_up - span.first_frame) * rendition.frame
    return _mirrored(node, missing) if missing > 0 and before is None else node


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
