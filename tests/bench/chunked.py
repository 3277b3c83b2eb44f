"""What chunks gain and cost: two workers with a core each against one worker with one core.

A worker is a process bound to one core, as a Lambda has its own; ffmpeg left alone would spread
one encode over both cores, so the serial encode is bound to one core too. Both write final
segments with the code that ships.
"""

import os
import resource
import time
import wave
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from media.data import ffmpeg
from media.data.encode import encode
from media.domain.chunks import Chunk, chunks
from media.domain.plan import Plan
from media.domain.source import Source
from media.steps import probe
from tests.bench.measure import Ratio
from tests.real_files import bunny, speech

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue

WORKERS = 2
HOUR = 3600
SECONDS = 3600.0
"""No run takes as long: the clock is not what is measured."""
GAIN = 0.65
OVERHEAD = 1.15


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float


def audiobook(folder: Path) -> Path:
    """An hour of a novel read aloud, as an audiobook is sent: MP3, mono, 64 kbit/s."""
    once, book = folder / "once.wav", folder / "audiobook.mp3"
    with wave.open(str(once), "wb") as whole:
        for number, reading in enumerate(speech()):
            with wave.open(str(reading)) as part:
                if number == 0:
                    whole.setparams(part.getparams())
                whole.writeframes(part.readframes(part.getnframes()))
    made = ["-t", str(HOUR), "-ar", "44100", "-ac", "1", "-c:a", "libmp3lame", "-b:a", "64k"]
    ffmpeg.run(["-stream_loop", "-1", "-i", str(once), *made, str(book)], seconds=600)
    return book


def run(runs: int = 3) -> list[Ratio]:
    """[chunked_audio], [chunked_video], and the CPU of each as [worker_overhead_...]."""
    with TemporaryDirectory() as name:
        book = audiobook(Path(name))
        return [
            *_ratios("audio", "a 1-hour speech MP3", book, runs),
            *_ratios("video", "a 10-minute 720p film, 720/480/360 and sound", bunny(), 1),
        ]


def _ratios(kind: str, what: str, original: Path, runs: int) -> list[Ratio]:
    source = probe.look(str(original), kind)
    plan = Plan.for_source(source, WORKERS)
    alone = replace(plan, chunks=chunks(plan.renditions, []), parts=1)
    pairs = [
        (cost(original, source, plan, WORKERS), cost(original, source, alone, 1))
        for _ in range(runs)
    ]
    said = f"{what}: {plan.parts} chunks by {WORKERS} workers / one worker, each with one core"
    walls = [(ours.wall, other.wall) for ours, other in pairs]
    cpus = [(ours.cpu, other.cpu) for ours, other in pairs]
    return [
        Ratio(f"chunked_{kind}", f"wall time of {said}", walls, GAIN),
        Ratio(f"worker_overhead_{kind}", f"CPU of {said}", cpus, OVERHEAD),
    ]


def cost(original: Path, source: Source, plan: Plan, workers: int) -> Cost:
    """Wall and CPU seconds until the last segment of the plan is written."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    context = get_context("spawn")
    cores: SimpleQueue[int] = context.SimpleQueue()
    for core in sorted(os.sched_getaffinity(0))[:workers]:
        cores.put(core)
    with ProcessPoolExecutor(workers, context, initializer=_bind, initargs=(cores,)) as pool:
        shares = [pool.submit(_work, original, source, plan, chunk) for chunk in plan.chunks]
        for share in shares:
            share.result()
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _bind(cores: "SimpleQueue[int]") -> None:
    os.sched_setaffinity(0, {cores.get()})


def _work(original: Path, source: Source, plan: Plan, chunk: Chunk) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for encoded in encode(original, source, plan, chunk, folder, seconds=SECONDS):
            for segment in encoded.segments:
                (folder / f"{encoded.rendition.id}-{segment.number}").write_bytes(segment.data)
