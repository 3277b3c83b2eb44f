"""`python -m tests.bench.projection`: time and cost on AWS for N workers, as docs/media.md shows.

Reckoned from the plans that the code makes and the speeds of our core; nothing here ran on AWS.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from media.domain.plan import Plan
from media.domain.source import Audio, Source, Video

WORKERS = (1, 10, 40, 100)

VCPUS = 8192 / 1769
"""Lambda gives one for each 1,769 MiB; encode has 8,192."""
OF_OURS = 0.6
"""A vCPU is a hyperthread: reckoned as this much of the core that was measured."""
COLD_SECONDS = 3.0
FETCHED_A_SECOND = 80e6
SEGMENTS_A_SECOND = 100
"""Put into S3, eight at a time at 80 ms."""

GB_SECOND = 0.0000166667
PUT = 0.005 / 1000
TRANSITION = 0.025 / 1000
TRANSITIONS_A_CHUNK = 3
AROUND_SECONDS = 20
"""Probe, plan, certificates, package and publish, with their cold starts."""
MEASURED_A_SECOND = 240
"""Seconds of sound that Measure hears in one, decoder, loudness and peaks in one pass."""
DECODED_A_SECOND = 300
"""Where the sound is decoded once for all, as a film's is."""

AAC_64_MONO = 1 / 110
"""CPU seconds for one second of sound."""
RUNGS_1080 = 1 / 0.45
"""1080, 720, 480 and 360 of a 1080p film at 24 frames a second."""


@dataclass(frozen=True)
class Work:
    name: str
    source: Source
    cpu: float
    """CPU seconds of our core for a second of the source."""
    threads: float
    """How many cores the encoders of one worker keep busy."""


BOOK = Work(
    "10-hour audiobook, MP3 mono 64 kbit/s",
    Source(
        *("audio", "mp3", 288_000_000, 36_000.0, 64_000),
        Audio(0, "mp3", False, 44_100, 1, "mono", None, 64_000, 0.0),
        None,
        None,
    ),
    AAC_64_MONO,
    1,
)
FILM = Work(
    "2-hour film, 1080p at 4 Mbit/s",
    Source(
        *("video", "mp4", 3_600_000_000, 7_200.0, 4_000_000),
        Audio(1, "aac", False, 48_000, 2, "stereo", None, 128_000, 0.0),
        Video(
            *(0, "h264", 1920, 1080, 0, "1/1", 1920, 1080, "24/1", False),
            *(172_800, 3_872_000, "yuv420p", False, None, 0.0),
        ),
        None,
    ),
    RUNGS_1080,
    VCPUS,
)


@dataclass(frozen=True)
class Projected:
    workers: int
    chunks: int
    minutes: float
    dollars: float
    longest: float
    """Seconds of the longest chunk; Lambda stops at 900."""


def project(work: Work, workers: int) -> Projected:
    plan = Plan.for_source(work.source, workers)
    lengths = [plan.seconds(chunk, work.source.duration) for chunk in plan.chunks]
    segments = sum(
        work.source.duration * r.timescale * r.segment_per / (r.segment_frames * r.frame)
        for r in plan.renditions
    )
    fetch = work.source.size / FETCHED_A_SECOND + COLD_SECONDS
    seconds = [
        fetch
        + _encoding(work, chunk.kind, length)
        + segments / len(plan.chunks) / SEGMENTS_A_SECOND
        for chunk, length in zip(plan.chunks, lengths, strict=True)
    ]
    measuring = fetch + work.source.duration / (MEASURED_A_SECOND * OF_OURS)
    before = fetch + work.source.duration / (DECODED_A_SECOND * OF_OURS) if plan.decode else 0.0
    wall = AROUND_SECONDS + before + max(_by(workers, seconds), measuring)
    compute = (sum(seconds) + before) * 8 + measuring * 4 + AROUND_SECONDS * 2
    dollars = (
        compute * GB_SECOND
        + segments * PUT
        + TRANSITION * (TRANSITIONS_A_CHUNK * len(plan.chunks) + 30)
    )
    return Projected(workers, len(plan.chunks), wall / 60, dollars, max(seconds))


def _encoding(work: Work, kind: str, seconds: float) -> float:
    if kind == "audio" and work.source.video:
        return seconds / (68 * OF_OURS)
    return seconds * work.cpu / (work.threads * OF_OURS)


def _by(workers: int, seconds: Sequence[float]) -> float:
    """When the last of so many workers is done, each taking the next chunk when free."""
    free = [0.0] * workers
    for one in seconds:
        free.sort()
        free[0] += one
    return max(free)


def main() -> None:
    for work in (BOOK, FILM):
        print(f"\n{work.name}\n\n| workers | chunks | longest chunk | minutes | US$ |")
        print("|---|---|---|---|---|")
        for workers in WORKERS:
            seen = project(work, workers)
            print(
                f"| {workers} | {seen.chunks} | {seen.longest:.0f} s "
                f"| {seen.minutes:.1f} | {seen.dollars:.2f} |"
            )


if __name__ == "__main__":
    main()
