"""Run the ffmpegs of one chunk side by side, as one: one progress, one failure, one end."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from media.data import ffmpeg
from media.data.ffmpeg import Graph
from media.domain.renditions import Rendition

COSTS = {"aac": 4.0, "opus": 3.0, "flac": 0.5}
"""CPU seconds for four minutes of stereo on one core; of AAC at 128 kbit/s."""
DECODE_COST = 0.5
MEMORY = 3072 * ffmpeg.MIB
"""Of one ffmpeg, at most."""
MEMORY_AV1 = 2 * MEMORY
"""SVT-AV1 with six threads, beside four rungs of H.264 from 2160p, takes 3,048 MiB."""


class _StoppedError(Exception):
    """Another process of the chunk failed."""


def shares(renditions: Sequence[Rendition], workers: int | None = None) -> list[list[Rendition]]:
    """Renditions of sound in as many even shares as there are processors.

    Encoders that hang on one decoder wait for each other: with five of them in one ffmpeg, two
    cores stood idle a third of the time. Decoding twice costs 3 % and saves that.
    """
    if workers is None:
        workers = len(os.sched_getaffinity(0))
    made: list[list[Rendition]] = [[] for _ in range(max(1, min(workers, len(renditions))))]
    for rendition in sorted(renditions, key=_cost, reverse=True):
        min(made, key=lambda share: sum(map(_cost, share))).append(rendition)
    return made


def run(
    graphs: Sequence[Graph | Sequence[str]],
    *,
    seconds: float,
    on_progress: Callable[[float], None] | None = None,
    memory_bytes: int = MEMORY,
) -> None:
    """Run all to their ends; `on_progress` is told the seconds that the slowest has made.

    When one fails, or `on_progress` raises, the others are stopped and that error is raised.
    """
    lock = threading.Lock()
    failed: list[BaseException] = []
    made = [0.0] * len(graphs)

    def one(index: int) -> None:
        def report(done: float) -> None:
            with lock:
                if failed:
                    raise _StoppedError
                made[index] = done
                if on_progress:
                    on_progress(min(made))

        try:
            ffmpeg.run(
                graphs[index], seconds=seconds, on_progress=report, memory_bytes=memory_bytes
            )
            report(float("inf"))
        except _StoppedError:
            pass
        except BaseException as error:
            failed.append(error)
            raise

    with ThreadPoolExecutor(len(graphs)) as pool:
        ended = [pool.submit(one, index) for index in range(len(graphs))]
    if failed:
        raise failed[0]
    for future in ended:
        future.result()


def _cost(rendition: Rendition) -> float:
    heavier = 1.3 if rendition.bit_rate > 200_000 else 1.0
    return DECODE_COST + COSTS[rendition.codec] * heavier
