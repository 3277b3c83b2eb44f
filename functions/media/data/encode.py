"""Encode one chunk: every rendition by as few ffmpegs as keep the processors busy, into segments.

ffmpeg writes each rendition to a plain MP4 of one track; `media.domain.cmaf` takes the frames out
of it and writes what listeners get. What an encoder needs to warm up (the mirrored beginning before
the very start, the source's own sound before a later chunk) is made by the graph and dropped by
the writer.
"""

import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from media.data import processes
from media.data.ending import ending
from media.domain import cmaf, codecs
from media.domain.chunks import Chunk
from media.domain.cmaf import Segment, Span
from media.domain.isobmff import Track, read_track
from media.domain.plan import Plan
from media.domain.renditions import LOOK_AHEAD, Rendition
from media.domain.source import Audio, Source, Video

Node = Any
MIRROR_GAIN = 0.3
BY_COUNT = "round(N/SR/TB)"
"""A time line of samples without holes; unrounded, a quotient just below its tick loses one."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one chunk gives of one rendition; `init` is the init segment, from the last chunk."""

    rendition: Rendition
    codecs: str
    init: bytes | None
    segments: Iterator[Segment]


def encode(
    original: Path,
    source: Source,
    plan: Plan,
    chunk: Chunk,
    folder: Path,
    *,
    seconds: float,
    on_progress: Callable[[float], None] | None = None,
) -> Iterator[Encoded]:
    """Encode the chunk into `folder` and yield each rendition's segments, made as they are taken.

    `on_progress` is told the seconds made so far. Raises media.data.ffmpeg.ToolFailed.
    """
    end = ending(original, source, seconds=seconds)
    graphs = build(original, source, plan, chunk, folder, end)
    processes.run(graphs, seconds=seconds, on_progress=on_progress)
    tracks = {r.id: _read(folder / f"{r.id}.mp4") for r in plan.of(chunk)}
    lengths = _lengths(source, plan, chunk, tracks)
    for rendition in plan.of(chunk):
        track = tracks[rendition.id]
        span = chunk.spans[rendition.id]
        length = lengths.get(rendition.id)
        yield Encoded(
            rendition,
            codecs.codec_string(track.sample_entry),
            cmaf.init_segment(track, rendition.frame, rendition.priming, length)
            if length is not None
            else None,
            cmaf.segments(track, rendition.grid, span, rendition.frame, rendition.priming, length),
        )


def build(
    original: Path, source: Source, plan: Plan, chunk: Chunk, folder: Path, end: int | None
) -> list[Node]:
    """The ffmpeg-python graphs of one chunk: each one input, and one output file a rendition.

    `end` is the timestamp, in samples, at which the sound of a recording ends, if that is known.
    """
    pictures = [r for r in plan.of(chunk) if r.kind == "video"]
    sound = [r for r in plan.of(chunk) if r.kind == "audio"] if source.audio else []
    if pictures and source.video:
        # Pictures are dear to decode, and x264 uses every processor by itself: one process.
        given = ffmpeg.input(str(original))
        slotted = source.container == "avi" and _keeps_its_rate(source.video, pictures[0])
        outputs = _video_outputs(given, source.video, pictures, chunk, folder, slotted=slotted)
        if sound:
            outputs += _audio_outputs(given, source, sound, chunk, folder, end)
        return [ffmpeg.merge_outputs(*outputs)]
    return [
        ffmpeg.merge_outputs(
            *_audio_outputs(ffmpeg.input(str(original)), source, share, chunk, folder, end)
        )
        for share in processes.shares(sound)
    ]


def _audio_outputs(
    given: Node,
    source: Source,
    renditions: list[Rendition],
    chunk: Chunk,
    folder: Path,
    end: int | None,
) -> list[Node]:
    audio = source.audio
    if audio is None:
        return []
    node = given[str(audio.index)]
    if source.video:
        # Sound that begins after the picture, or has holes, keeps its place beside it.
        node = node.filter("aresample", **{"first_pts": 0, "async": 1})
    else:
        if end is not None:
            node = node.filter("atrim", end_pts=end)
        # Only samples count: WMA's first frame, which never comes, would leave a hole.
        node = node.filter("asetpts", BY_COUNT)
    if audio.channels > 2:
        # Scaled down as the matrix sums up, so that a loud surround mix does not clip.
        node = node.filter("aresample", rematrix_maxval=1.0, out_chlayout="stereo", tsf="fltp")
    branches = node.filter_multi_output("asplit", len(renditions)) if len(renditions) > 1 else None
    return [
        ffmpeg.output(
            _branch(
                branches[index] if branches else node, audio, rendition, chunk.spans[rendition.id]
            ),
            str(folder / f"{rendition.id}.mp4"),
            **_audio_options(rendition),
        )
        for index, rendition in enumerate(renditions)
    ]


def _branch(node: Node, audio: Audio, rendition: Rendition, span: Span) -> Node:
    """The samples one encoder is to see: its chunk with warm-up before and look-ahead behind."""
    rate = audio.sample_rate
    begin = (span.first_frame - span.warm_up) * rendition.frame
    if begin > 0:
        node = node.filter("atrim", start_sample=_at(begin, rendition, rate)).filter(
            "asetpts", BY_COUNT
        )
    if span.frames is not None:
        end = (span.first_frame + span.frames + LOOK_AHEAD) * rendition.frame
        node = node.filter(
            "atrim", end_sample=_at(end, rendition, rate) - max(0, _at(begin, rendition, rate))
        )
    if rendition.sample_rate != rate:
        node = node.filter("aresample", rendition.sample_rate, tsf="fltp")
    return _mirrored(node, -begin) if begin < 0 else node


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


def _at(sample: int, rendition: Rendition, rate: int) -> int:
    """A sample of the rendition as a sample of the source; chunks begin where it is a whole one."""
    at = Fraction(sample * rate, rendition.timescale)
    if at.denominator != 1:
        raise ValueError(f"{rendition.id} can't be cut at sample {sample} of a {rate} Hz source")
    return int(at)


def _audio_options(rendition: Rendition) -> dict[str, Any]:
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


def _keeps_its_rate(video: Video, rendition: Rendition) -> bool:
    rate = Fraction(rendition.frame_rate or 0)
    return not video.variable_frame_rate and rate == Fraction(video.frame_rate)


def _video_outputs(
    given: Node,
    video: Video,
    renditions: list[Rendition],
    chunk: Chunk,
    folder: Path,
    *,
    slotted: bool,
) -> list[Node]:
    best = renditions[0]
    node = given[str(video.index)]
    if video.interlaced:
        node = node.filter("bwdif", mode="send_frame", deint="interlaced")
    if slotted:
        # Every picture once: AVI leaves slots empty, and times reordered pictures by a guess.
        node = node.filter("setpts", f"N/({best.frame_rate})/TB")
    node = node.filter("fps", fps=best.frame_rate, start_time=0)
    span = chunk.spans[best.id]
    if span.first_frame or span.frames is not None:
        until = {} if span.frames is None else {"end_frame": span.first_frame + span.frames}
        node = node.filter("trim", start_frame=span.first_frame, **until).filter(
            "setpts", "PTS-STARTPTS"
        )
    node = _scaled(node, best)
    outputs = []
    for index, rendition in enumerate(renditions):
        rest = renditions[index + 1 :]
        if rest:
            # Each rung is scaled from the one above: less to read than from the source.
            pair = node.filter_multi_output("split", 2)
            mine, node = pair[0], _scaled(pair[1], rest[0])
        else:
            mine = node
        outputs.append(
            ffmpeg.output(mine, str(folder / f"{rendition.id}.mp4"), **_video_options(rendition))
        )
    return outputs


def _scaled(node: Node, rendition: Rendition) -> Node:
    return (
        node.filter("scale", rendition.width, rendition.height, flags="bicubic")
        .filter("setsar", 1)
        .filter("format", "yuv420p")
    )


def _video_options(rendition: Rendition) -> dict[str, Any]:
    return {
        "format": "mp4",
        "map_metadata": -1,
        "map_chapters": -1,
        "fflags": "+bitexact",
        "flags:v": "+cgop",
        "c:v": "libx264",
        "preset": "veryfast",
        "profile:v": rendition.profile,
        "crf": 23,
        "maxrate": rendition.bit_rate,
        "bufsize": rendition.bit_rate * 2,
        "g": rendition.group,
        "keyint_min": rendition.group,
        "sc_threshold": 0,
        "video_track_timescale": rendition.timescale,
    }


def _lengths(source: Source, plan: Plan, chunk: Chunk, tracks: dict[str, Track]) -> dict[str, int]:
    """The whole track's length in ticks, per rendition: what only the last chunk can know.

    A resampler ends on whole frames of its own and may give one sample too many; a rendition
    at the source's own rate counts the decoded samples exactly.
    """
    if not chunk.is_last:
        return {}
    ends = {r.id: _end(r, chunk.spans[r.id], tracks[r.id]) for r in plan.of(chunk)}
    if source.audio is None:
        return ends
    rate = source.audio.sample_rate
    exact = next((ends[r.id] for r in plan.of(chunk) if r.sample_rate == rate), None)
    if exact is None:
        return ends
    return {
        r.id: (2 * exact * r.timescale + rate) // (2 * rate) if r.kind == "audio" else ends[r.id]
        for r in plan.of(chunk)
    }


def _end(rendition: Rendition, span: Span, track: Track) -> int:
    begun = (span.first_frame - span.warm_up) * rendition.frame
    hidden = rendition.priming if rendition.kind == "audio" else 0
    return begun + sum(track.durations) - hidden


def _read(path: Path) -> Track:
    with path.open("rb") as file:
        return read_track(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
