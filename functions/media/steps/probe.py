"""Look at the uploaded object and say what it is, or refuse it with a reason."""

from dataclasses import replace
from typing import Any

from media.data import ffmpeg, storage
from media.domain.accepted import LARGEST_BYTES
from media.domain.jobs import Job
from media.domain.pictures import counted
from media.domain.rejections import Rejected, of_unreadable
from media.domain.source import Source, declared_duration

PROBE_SECONDS = 30
SCAN_SECONDS = 300


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job}` in, the source's facts out (media.domain.source.Source)."""
    job = Job.from_dict(event["job"])
    if job.size <= 0:
        raise Rejected("empty")
    if job.size > LARGEST_BYTES:
        raise Rejected("too_big")
    with storage.scratch() as folder:
        path = storage.download(job, folder)
        return look(str(path), job.kind).as_dict()


def look(path: str, kind: str) -> Source:
    """Judge a local file. Raises Rejected."""
    try:
        facts = ffmpeg.probe(path, seconds=PROBE_SECONDS)
        if declared_duration(facts) is None and facts.get("streams"):
            facts["format"]["duration"] = ffmpeg.length(path, seconds=SCAN_SECONDS)
        source = Source.from_probe(facts, kind)
        if source.video is None:
            return source
        shown = ffmpeg.pictures(path, source.video.index, seconds=SCAN_SECONDS)
        return replace(source, video=counted(source.video, shown))
    except ffmpeg.ToolTimedOut:
        raise
    except ffmpeg.ToolFailed as error:
        raise of_unreadable(error.stderr_tail) from error
