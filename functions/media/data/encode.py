"""Encode one chunk: every rendition by as few ffmpegs as keep the processors busy, into segments.

ffmpeg writes each rendition to a plain MP4 of one track; `media.domain.cmaf` takes the frames out
of it and writes what listeners get.
"""

import mmap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg

from media.data import footage, processes, sound
from media.data.ending import ending
from media.data.sound import Before
from media.domain import av1, cmaf, codecs, flac
from media.domain.chunks import Chunk
from media.domain.cmaf import Segment, Span
from media.domain.isobmff import Track, has_track, read_track
from media.domain.plan import Plan
from media.domain.renditions import Rendition
from media.domain.source import Source

Node = Any


@dataclass(frozen=True, slots=True)
class Pcm:
    """A chunk's sound, decoded before: see media.data.pieces. `begin` is its first sample."""

    path: Path
    begin: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one chunk gives of one rendition; `init` is the init segment, where the track ends.

    A chunk that begins after the end has neither segments nor codecs.
    """

    rendition: Rendition
    codecs: str
    init: bytes | None
    segments: Iterator[Segment]


def encode(
    given: Path | Pcm,
    source: Source,
    plan: Plan,
    chunk: Chunk,
    folder: Path,
    *,
    seconds: float,
    on_progress: Callable[[float], None] | None = None,
    before: Before | None = None,
) -> Iterator[Encoded]:
    """Encode the chunk into `folder` and yield each rendition's segments, made as they are taken.

    `given` is the original, or what was decoded of it; `before`, what was heard before its very
    start, if it goes on from another track. `on_progress` is told the seconds made so far. Raises
    media.data.ffmpeg.ToolFailed.
    """
    counted = _counted(source, plan, chunk)
    if before is not None:
        counted = sound.going_on(counted, plan.of(counted), before)
    tracks = _tracks(given, source, plan, counted, folder, seconds, on_progress, before)
    lengths = _lengths(source, plan, counted, tracks)
    for rendition in plan.of(chunk):
        track = tracks.get(rendition.id)
        if track is None:
            yield Encoded(rendition, "", None, iter(()))
            continue
        span = counted.spans[rendition.id]
        length = lengths.get(rendition.id)
        if rendition.codec == "av1":
            track = replace(track, sample_entry=av1.sample_entry(track))
        if rendition.codec == "flac" and length is not None and span.first_frame:
            track = replace(track, sample_entry=flac.sample_entry(track, length))
        if length is not None:
            span = cmaf.Span(span.first_frame, None, span.warm_up, span.first_segment)
        yield Encoded(
            rendition,
            codecs.codec_string(track.sample_entry),
            cmaf.init_segment(track, rendition.frame, rendition.priming, length)
            if length is not None
            else None,
            cmaf.segments(track, rendition.grid, span, rendition.frame, rendition.priming, length),
        )


def _tracks(
    given: Path | Pcm,
    source: Source,
    plan: Plan,
    chunk: Chunk,
    folder: Path,
    seconds: float,
    on_progress: Callable[[float], None] | None,
    before: Before | None,
) -> dict[str, Track]:
    until = time.monotonic() + seconds
    end = None
    if isinstance(given, Path) and chunk.kind != "video":
        end = ending(given, source, seconds=seconds)
    graphs = build(given, source, plan, chunk, folder, end, before=before)
    av1_too = any(r.codec == "av1" for r in plan.of(chunk))
    memory = processes.MEMORY_AV1 if av1_too else processes.MEMORY
    processes.run(
        graphs, seconds=until - time.monotonic(), on_progress=on_progress, memory_bytes=memory
    )
    if _begins_within(source, chunk):
        best = plan.of(chunk)[0]
        if not footage.all_taken(folder, chunk.spans[best.id].frames):
            graphs = build(given, source, plan, chunk, folder, end, sought=False)
            processes.run(graphs, seconds=until - time.monotonic(), memory_bytes=memory)
    read = {r.id: _read(folder / f"{r.id}.mp4", chunk.spans[r.id]) for r in plan.of(chunk)}
    return {name: track for name, track in read.items() if track}


def _counted(source: Source, plan: Plan, chunk: Chunk) -> Chunk:
    """The chunk with one rendition at the source's own rate, which counts the last one's samples.

    Of those that are made again none may be.
    """
    if not (chunk.only and chunk.is_last and source.audio):
        return chunk
    rate = source.audio.sample_rate
    counting = [r.id for r in plan.renditions if r.sample_rate == rate]
    if not counting or {*counting} & {*chunk.only}:
        return chunk
    return replace(chunk, only=[*chunk.only, counting[0]]).for_renditions(plan.renditions)


def build(
    given: Path | Pcm,
    source: Source,
    plan: Plan,
    chunk: Chunk,
    folder: Path,
    end: int | None,
    *,
    sought: bool = True,
    before: Before | None = None,
) -> list[Node]:
    """The ffmpeg-python graphs of one chunk: each one input, and one output file a rendition.

    `end` is the timestamp, in samples, at which the sound of a recording ends, if that is known.
    Not `sought`, pictures are decoded from the start.
    """
    pictures = [r for r in plan.of(chunk) if r.kind == "video"]
    heard = [r for r in plan.of(chunk) if r.kind == "audio"] if source.audio else []
    if pictures and isinstance(given, Path):
        # Pictures are dear to decode, and x264 uses every processor by itself: one process.
        begins_within = sought and _begins_within(source, chunk)
        opened = (
            footage.opened(given, chunk, pictures[0]) if begins_within else ffmpeg.input(str(given))
        )
        outputs = footage.outputs(opened, source, pictures, chunk, folder, sought=begins_within)
        if heard and source.audio:
            outputs += sound.outputs(
                *(sound.of_file(opened, source, end), source.audio, heard, chunk, folder),
                gain_db=plan.gain_db,
            )
        return [ffmpeg.merge_outputs(*outputs)]
    return [
        ffmpeg.merge_outputs(*_of_sound(given, source, plan, chunk, share, folder, end, before))
        for share in processes.shares(heard)
    ]


def _of_sound(
    given: Path | Pcm,
    source: Source,
    plan: Plan,
    chunk: Chunk,
    renditions: list[Rendition],
    folder: Path,
    end: int | None,
    before: Before | None,
) -> list[Node]:
    audio = source.audio
    if audio is None:
        return []
    if isinstance(given, Pcm):
        channels = renditions[0].channels or 2
        heard = sound.of_piece(given.path, given.begin, audio.sample_rate, channels)
    else:
        heard = sound.of_original(given, source, end, chunk, renditions)
    return sound.outputs(
        *(heard, audio, renditions, chunk, folder), gain_db=plan.gain_db, before=before
    )


def _begins_within(source: Source, chunk: Chunk) -> bool:
    """Whether its pictures are decoded from a place within the film on."""
    return chunk.kind == "video" and chunk.first > 0 and source.sought_by_picture


def _lengths(
    source: Source, plan: Plan, chunk: Chunk, tracks: Mapping[str, Track]
) -> dict[str, int]:
    """The whole track's length in ticks, per rendition that ends in this chunk.

    A resampler ends on whole frames of its own and may give one sample too many; a rendition
    at the source's own rate counts the decoded samples exactly.
    """
    ends = {
        r.id: _end(r, chunk.spans[r.id], tracks[r.id])
        for r in plan.of(chunk)
        if r.id in tracks and _ends_in(r, chunk.spans[r.id], tracks[r.id])
    }
    if source.audio is None:
        return ends
    rate = source.audio.sample_rate
    exact = next(
        (ends[r.id] for r in plan.of(chunk) if r.id in ends and r.sample_rate == rate), None
    )
    if exact is None:
        return ends
    return {
        r.id: (2 * exact * r.timescale + rate) // (2 * rate) if r.kind == "audio" else ends[r.id]
        for r in plan.of(chunk)
        if r.id in ends
    }


def _ends_in(rendition: Rendition, span: Span, track: Track) -> bool:
    """In the last chunk, or in one that got less than its share: the source was shorter.

    Sound that goes on shows in the frames that the encoder was given to look ahead.
    """
    if span.frames is None:
        return True
    return len(track) - span.warm_up <= span.frames - (rendition.kind == "video")


def _end(rendition: Rendition, span: Span, track: Track) -> int:
    begun = (span.first_frame - span.warm_up) * rendition.frame
    hidden = rendition.priming if rendition.kind == "audio" else 0
    return begun + sum(track.durations) - hidden


def _read(path: Path, span: Span) -> Track | None:
    """What an encoder made; None if its source had ended before the chunk."""
    with path.open("rb") as file:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    if span.first_frame and not has_track(whole):
        return None
    track = read_track(whole)
    return track if len(track) > span.warm_up else None
