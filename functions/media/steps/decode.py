"""Decode a source once, where its parts could not be found exactly: a piece for each chunk."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from media.data import notes, pieces, progress, storage
from media.data.ffmpeg import ToolFailed
from media.domain.jobs import Job, Superseded
from media.domain.plan import Plan
from media.domain.progress import Stage
from media.domain.rejections import Rejected
from media.domain.source import Source

UPLOAD_SECONDS = 60
"""Kept free of the function's time for what comes after the decoder."""
REPORT_EVERY = 0.1
UPLOADS = 2
"""Pieces that wait for their upload while the next is decoded; each is some 200 MB."""


class Context(Protocol):
    def get_remaining_time_in_millis(self) -> int: ...


def handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{job, source, plan, chunks}` in; a piece of raw sound for each chunk of it written.

    Raises Rejected for a source that cannot be decoded; Superseded when nobody waits for it.
    """
    job, source = Job.from_dict(event["job"]), Source.from_dict(event["source"])
    plan = Plan.from_dict(event["plan"], event["chunks"])
    seconds = max(10.0, context.get_remaining_time_in_millis() / 1000 - UPLOAD_SECONDS)
    with notes.noted(job), storage.scratch() as folder:
        original = storage.download(job, folder)
        try:
            return {"pieces": _decode(job, source, plan, original, seconds)}
        except ToolFailed as error:
            if error.refusal:
                raise Rejected(error.refusal) from error
            raise


def _decode(job: Job, source: Source, plan: Plan, original: Path, seconds: float) -> int:
    told = _reporter(job, source.duration)
    sent: list[Future[None]] = []
    with ThreadPoolExecutor(UPLOADS) as pool:
        for chunk, path in pieces.cut(
            original, source, plan, original.parent, seconds=seconds, on_progress=told
        ):
            sent.append(pool.submit(_send, job, pieces.name(chunk.index), path))
            for earlier in sent[:-UPLOADS]:
                earlier.result()
        for rest in sent[-UPLOADS:]:
            rest.result()
    return len(sent)


def _send(job: Job, name: str, path: Path) -> None:
    storage.put(path, job.work_prefix + name, "application/octet-stream", "no-store")
    path.unlink()


def _reporter(job: Job, length: float) -> Callable[[float], None]:
    reported = 0.0

    def report(seconds: float) -> None:
        nonlocal reported
        fraction = min(1.0, seconds / length) if length else 1.0
        if fraction - reported >= REPORT_EVERY:
            reported = fraction
            if not progress.reached(job, Stage.DECODING, fraction):
                raise Superseded(job.run_id)

    return report
