"""Look at the uploaded object and say what it is, or refuse it with a reason."""

from pathlib import Path
from typing import Any

from media.data import ffmpeg, packets, progress, storage
from media.domain.accepted import LARGEST_BYTES
from media.domain.extent import showing, sounding
from media.domain.jobs import Job
from media.domain.progress import Stage
from media.domain.rejections import Rejected, of_unreadable
from media.domain.source import Source, declared_duration

PROBE_SECONDS = 30
SCAN_SECONDS = 240
"""For the packets of the sound, and again for those of the pictures."""
HEAD_BYTES = 16


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job}` in, the source's facts out (media.domain.source.Source)."""
    job = Job.from_dict(event["job"])
    progress.reached(job, Stage.LOOKING)
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
            facts["format"]["duration"] = packets.length(path, seconds=SCAN_SECONDS)
        source = Source.from_probe(facts, kind)
        reached = _others(facts, source)
        if source.audio and not source.is_counted_by_bytes:
            audio = source.audio
            sounds = packets.length(path, audio.index, seconds=SCAN_SECONDS)
            reached = max(reached, audio.start + sounds)
            source = sounding(source, sounds)
        if source.video:
            shown = packets.pictures(path, source.video.index, seconds=SCAN_SECONDS)
            source = showing(source, shown, reached)
        return source
    except ffmpeg.ToolFailed as error:
        if error.killed:
            raise
        raise of_unreadable(error.stderr_tail, _head(path)) from error


def _others(facts: dict[str, Any], source: Source) -> float:
    """How far the streams that are not used may go: Matroska states one length for all."""
    used = {stream.index for stream in (source.audio, source.video, source.cover) if stream}
    others = {stream["index"] for stream in facts["streams"]} - used
    return source.duration if source.container == "matroska" and others else 0.0


def _head(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(HEAD_BYTES)
