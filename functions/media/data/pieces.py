"""Sound that is decoded once for all workers: a piece of raw samples for each chunk of it.

For sources in which a decoder cannot find a sample, and for the sound of films, whose holes and
late beginnings only show when all of it is read. A piece reaches far enough to both sides for any
warm-up, so that a chunk can be encoded again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import ffmpeg as graphs

from didit360.clients import client
from media.data import ffmpeg, sound, storage
from media.data.encode import Pcm
from media.data.ending import ending
from media.domain.chunks import Chunk
from media.domain.jobs import Job
from media.domain.plan import Plan
from media.domain.source import Source

MOST_WARM_UP = 1024
"""Frames."""
SAMPLE_BYTES = 4


def name(index: int) -> str:
    """Where a chunk's piece lies under the run's work prefix."""
    return f"sound-{index:05d}.f32"


@dataclass(slots=True)
class _Share:
    """The bytes of all the sound, from `begin` up to `end`, that go into one piece."""

    chunk: Chunk
    begin: int
    end: int | None
    path: Path
    file: IO[bytes] | None = None

    def take(self, block: memoryview, at: int) -> None:
        after = at + len(block)
        if after <= self.begin or (self.end is not None and at >= self.end):
            return
        if self.file is None:
            self.file = self.path.open("wb")
        until = len(block) if self.end is None else min(len(block), self.end - at)
        self.file.write(block[max(0, self.begin - at) : until])

    def close(self) -> None:
        if self.file is None:
            self.path.touch()
        else:
            self.file.close()


def begin_of(plan: Plan, chunk: Chunk, source: Source) -> int:
    """The sample of the source that a chunk's piece begins with."""
    return _extent(plan, chunk, source)[0]


def cut(
    original: Path,
    source: Source,
    plan: Plan,
    folder: Path,
    *,
    seconds: float,
    on_progress: Callable[[float], None] | None = None,
) -> Iterator[tuple[Chunk, Path]]:
    """Decode a source's sound and yield each chunk's piece in `folder`, as soon as it is whole.

    Whoever takes them removes them. `on_progress` is told the seconds decoded so far. Raises
    media.data.ffmpeg.ToolFailed.
    """
    audio = source.audio
    if audio is None:
        return
    channels = min(audio.channels, 2)
    width = channels * SAMPLE_BYTES
    waiting = [
        _Share(chunk, begin * width, None if end is None else end * width, folder / name(index))
        for chunk in plan.chunks
        if chunk.kind == "audio"
        for index, (begin, end) in [(chunk.index, _extent(plan, chunk, source))]
    ]
    end = ending(original, source, seconds=seconds)
    heard = sound.of_file(graphs.input(str(original)), source, end)
    output = graphs.output(
        heard.node, "pipe:1", format="f32le", acodec="pcm_f32le", ac=channels, ar=audio.sample_rate
    )
    at = 0
    for block in ffmpeg.stream(output, seconds=seconds):
        for share in waiting:
            share.take(memoryview(block), at)
        at += len(block)
        if on_progress:
            on_progress(at / width / audio.sample_rate)
        while waiting and waiting[0].end is not None and waiting[0].end <= at:
            yield _closed(waiting.pop(0))
    while waiting:
        yield _closed(waiting.pop(0))


def fetch(job: Job, source: Source, plan: Plan, chunk: Chunk, folder: Path) -> Pcm:
    """A chunk's piece, as the step Decode left it."""
    path = folder / "sound"
    key = job.work_prefix + name(chunk.index)
    client("s3").download_file(storage.streams(), key, str(path))
    return Pcm(path, begin_of(plan, chunk, source))


def _closed(share: _Share) -> tuple[Chunk, Path]:
    share.close()
    return share.chunk, share.path


def _extent(plan: Plan, chunk: Chunk, source: Source) -> tuple[int, int | None]:
    """The samples of the source that any encoder of the chunk may be given."""
    if source.audio is None:
        raise ValueError("a source without sound")
    rate = source.audio.sample_rate
    renditions = [r for r in plan.renditions if r.kind == "audio"]
    widest = Chunk.of(
        chunk.index, chunk.kind, chunk.first, chunk.end, renditions, warm_up=MOST_WARM_UP
    )
    begins = [sound.begin_of(widest.spans[r.id], r, rate) for r in renditions]
    ends = [sound.end_of(widest.spans[r.id], r, rate) for r in renditions]
    return min(begins), None if None in ends else max(end for end in ends if end is not None)
