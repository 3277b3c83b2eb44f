"""Where a recording in an MP4 ends: what the container says, for ffmpeg plays its last frame out.

An AAC encoder fills its last frame up with silence, and only the container knows how much of it
is none of the music. With it played, an album's tracks would no longer join without a gap.
"""

import re
from fractions import Fraction
from pathlib import Path

from media.data import ffmpeg
from media.domain.source import Source

TAIL_BYTES = 4096
TAGS_BYTES = 16 * ffmpeg.MIB
"""More than that is no tag; lyrics and all the rest of a song's take less than one."""
LOOK_BACK_SECONDS = 2
COARSE = (600, 1000)
"""Ticks a second of QuickTime's and of ffmpeg's edit lists: too few to say a sample."""

ITUNES = re.compile(rb"^iTunSMPB= ?(?:[0-9A-F]{8} ){3}([0-9A-F]{16})\b", re.MULTILINE)
"""Nothing, priming, padding, and how many samples lie between."""


def ending(path: Path, source: Source, *, seconds: float) -> int | None:
    """The timestamp, in decoded samples, at which the sound ends; None where nothing says.

    It always lies within the last frame. Raises ffmpeg.ToolFailed.
    """
    audio = source.audio
    if source.container != "mp4" or source.video or audio is None or audio.lossless:
        return None
    rate = audio.sample_rate
    after = max(0, int(source.duration) - LOOK_BACK_SECONDS)
    packets = _packets(path, audio.index, after, rate, seconds)
    if not packets:
        return None
    last, length = max(packets)
    end = last + length
    # Sound that starts late has its priming hidden by iTunes' own words instead of an edit list.
    edited = _itunes_length(path, seconds) if audio.start else round(source.duration * rate)
    if last < edited < end and not _is_rounded(edited, end, rate):
        return edited
    return end


def _is_rounded(edited: int, end: int, rate: int) -> bool:
    """Whether an edit list meant `end`, and had only too coarse ticks to say so."""
    return any(
        (end - edited) * ticks < rate
        and abs(round(edited * ticks / rate) * rate / ticks - edited) < 1
        for ticks in COARSE
    )


def _itunes_length(path: Path, seconds: float) -> int:
    """The samples that iTunSMPB says there are; 0 without it."""
    read = ["-i", str(path), "-f", "ffmetadata", "pipe:1"]
    tags = b""
    for block in ffmpeg.stream(read, seconds=seconds):
        tags += block
        if len(tags) > TAGS_BYTES:
            break
    found = ITUNES.search(tags)
    return int(found[1], 16) if found else 0


def _packets(
    path: Path, stream: int, after: int, rate: int, seconds: float
) -> list[tuple[int, int]]:
    """Timestamps and durations, in samples, of the last packets, on the decoder's own time line."""
    arguments = [
        *["-copyts", "-start_at_zero", "-ss", str(after), "-i", str(path), "-map", f"0:{stream}"],
        *["-c", "copy", "-avoid_negative_ts", "disabled", "-f", "framecrc", "pipe:1"],
    ]
    head, tail = b"", b""
    for block in ffmpeg.stream(arguments, seconds=seconds):
        head = head or block[:TAIL_BYTES]
        tail = (tail + block)[-TAIL_BYTES:]
    base = next((line for line in head.decode().splitlines() if line.startswith("#tb 0:")), "")
    if not base:
        return []
    tick = Fraction(base.partition(":")[2].strip()) * rate
    # The first of many lines was cut through.
    rows = [line.split(",") for line in tail.decode().splitlines()[1:] if not line.startswith("#")]
    return [(round(int(row[2]) * tick), round(int(row[3]) * tick)) for row in rows]
