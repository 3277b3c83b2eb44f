"""The graphs that bring pictures to their encoders: each once, at a constant rate, fitted in size.

A worker of a later chunk begins to decode at a key frame before it, and takes its own pictures by
their time, which is the time that they have when all is decoded from the start.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from media.domain.chunks import Chunk
from media.domain.renditions import Rendition
from media.domain.source import Source, Video

Node = Any
MARGIN_SECONDS = 1
"""A decoder's first pictures after a key frame may refer to what was before it."""
TAKEN = "taken"
"""The times of the pictures that came to the first encoder, as ffmpeg notes them."""


def opened(original: Path, chunk: Chunk, best: Rendition) -> Node:
    """The original from a key frame before the chunk on, its pictures at their own times."""
    before = _seconds(chunk, best) - MARGIN_SECONDS
    if before <= 0:
        return ffmpeg.input(str(original))
    flags = {"copyts": None, "start_at_zero": None, "noaccurate_seek": None}
    return ffmpeg.input(str(original), **flags, ss=f"{float(before):.6f}")


def outputs(
    given: Node,
    source: Source,
    renditions: list[Rendition],
    chunk: Chunk,
    folder: Path,
    *,
    sought: bool,
) -> list[Node]:
    """One output file a rung, and beside them the times of the pictures that went into them."""
    video = source.video
    if video is None:
        raise ValueError("a source without pictures")
    best = renditions[0]
    node = given[str(video.index)]
    if video.interlaced:
        node = node.filter("bwdif", mode="send_frame", deint="interlaced")
    if source.container == "avi" and _keeps_its_rate(video, best):
        # Every picture once: AVI leaves slots empty, and times reordered pictures by a guess.
        node = node.filter("setpts", f"N/({best.frame_rate})/TB")
    # From the very start the first picture stands for what is missing before it.
    node = node.filter("fps", fps=best.frame_rate, **({} if sought else {"start_time": 0}))
    span = chunk.spans[best.id]
    noted: dict[str, Any] = {}
    if span.first_frame or span.frames is not None:
        until = {} if span.frames is None else {"end_pts": span.first_frame + span.frames}
        node = node.filter("trim", start_pts=span.first_frame, **until).filter(
            "setpts", f"PTS-{span.first_frame}"
        )
        noted = {"stats_enc_pre": str(folder / TAKEN), "stats_enc_pre_fmt": "{pts}"}
    node = _scaled(node, best)
    made = []
    for index, rendition in enumerate(renditions):
        rest = renditions[index + 1 :]
        if rest:
            # Each rung is scaled from the one above: less to read than from the source.
            pair = node.filter_multi_output("split", 2)
            mine, node = pair[0], _scaled(pair[1], rest[0])
        else:
            mine = node
        options = {**_options(rendition), **({} if index else noted)}
        made.append(ffmpeg.output(mine, str(folder / f"{rendition.id}.mp4"), **options))
    return made


def all_taken(folder: Path, frames: int | None) -> bool:
    """Whether a chunk's pictures are as many as it gives, from its first one on.

    Where a container's index is wrong, a decoder begins too late.
    """
    times = (folder / TAKEN).read_text().split()
    return times[:1] == ["0"] and frames in (None, len(times))


def _seconds(chunk: Chunk, rendition: Rendition) -> Fraction:
    frames = chunk.spans[rendition.id].first_frame
    return Fraction(frames * rendition.frame, rendition.timescale)


def _keeps_its_rate(video: Video, rendition: Rendition) -> bool:
    rate = Fraction(rendition.frame_rate or 0)
    return not video.variable_frame_rate and rate == Fraction(video.frame_rate)


def _scaled(node: Node, rendition: Rendition) -> Node:
    return (
        node.filter("scale", rendition.width, rendition.height, flags="bicubic")
        .filter("setsar", 1)
        .filter("format", "yuv420p")
    )


def _options(rendition: Rendition) -> dict[str, Any]:
    common = {
        "format": "mp4",
        "map_metadata": -1,
        "map_chapters": -1,
        "fflags": "+bitexact",
        "maxrate": rendition.bit_rate,
        "bufsize": rendition.bit_rate * 2,
        "g": rendition.group,
        "video_track_timescale": rendition.timescale,
    }
    if rendition.codec == "av1":
        return {
            **common,
            "c:v": "libsvtav1",
            "preset": 9,
            "crf": 35,
            # Closed groups, and no key frame but at their starts.
            "svtav1-params": "irefresh-type=2:scd=0",
        }
    return {
        **common,
        "flags:v": "+cgop",
        "c:v": "libx264",
        "preset": "veryfast",
        "profile:v": rendition.profile,
        "crf": 23,
        "keyint_min": rendition.group,
        "sc_threshold": 0,
        # Beside it, threads of its own decide by what they happen to have seen: no two runs alike.
        "x264-params": "sync-lookahead=0",
    }
