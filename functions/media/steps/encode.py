"""Encode one chunk of the source into the final segments of every rendition."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from media.data import notes, pieces, previous, progress, storage
from media.data.encode import Encoded, encode
from media.data.ffmpeg import ToolFailed
from media.data.segments import Piece, upload
from media.data.sound import Before, before_start
from media.domain import manifest
from media.domain.chunks import Chunk
from media.domain.isobmff import NoTrackError
from media.domain.jobs import Job, Superseded
from media.domain.manifest import Manifest, Written
from media.domain.plan import Plan
from media.domain.playlists import segment_name
from media.domain.rejections import Rejected
from media.domain.source import Source

CONTENT_TYPES = {"audio": "audio/mp4", "video": "video/mp4"}
UPLOAD_SECONDS = 60
"""Kept free of the function's time for what comes after the encoder."""
REPORT_EVERY = 0.04
REPORT_EVERY_OF_ALL = 0.01


class Context(Protocol):
    def get_remaining_time_in_millis(self) -> int: ...


def handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{job, source, plan, chunk}` in; segments, init and a manifest written; `{index}` out.

    Done again, it writes the same bytes to the same keys. Raises Rejected for a source that
    cannot be decoded; Superseded when nobody waits for it any more.
    """
    job = Job.from_dict(event["job"])
    with notes.noted(job):
        try:
            return _encode_chunk(job, event, context)
        except ToolFailed as error:
            if error.refusal:
                raise Rejected(error.refusal) from error
            raise
        except NoTrackError as error:
            # What is stated to be there begins with nothing that could be decoded.
            raise Rejected("broken") from error


def _encode_chunk(job: Job, event: dict[str, Any], context: Context) -> dict[str, Any]:
    source = Source.from_dict(event["source"])
    plan = Plan.from_dict(event["plan"])
    chunk = plan.chunk(event["chunk"])
    seconds = max(10.0, context.get_remaining_time_in_millis() / 1000 - UPLOAD_SECONDS)
    with storage.scratch() as folder:
        before = _before(job, source, plan, chunk, folder)
        given = (
            pieces.fetch(job, source, plan, chunk, folder)
            if plan.decode and chunk.kind == "audio"
            else storage.download(job, folder)
        )
        written: dict[str, Written] = {}
        for encoded in encode(
            given,
            source,
            plan,
            chunk,
            folder,
            seconds=seconds,
            on_progress=_reporter(job, plan, chunk, source.duration),
            before=before,
        ):
            segments: list[tuple[int, int, int]] = []
            upload(_pieces(job, encoded, segments))
            written[encoded.rendition.id] = Written(
                encoded.codecs,
                encoded.rendition.timescale,
                chunk.spans[encoded.rendition.id].first_segment,
                segments,
            )
    _note(job, chunk, written)
    return {"index": chunk.index}


def _before(job: Job, source: Source, plan: Plan, chunk: Chunk, folder: Path) -> Before | None:
    """The end of the track that this one goes on from without a gap, for its first chunk."""
    if job.follows is None or source.audio is None or chunk.first > 0 or chunk.kind == "video":
        return None
    samples = before_start(plan.renditions, source.audio.sample_rate)
    return previous.fetch(job, source, samples, folder)


def _note(job: Job, chunk: Chunk, written: dict[str, Written]) -> None:
    """Leave the chunk's manifest; of a chunk made again, with what it had and still has."""
    name = manifest.name(chunk.index)
    made = Manifest(chunk.index, written)
    if chunk.only:
        made = Manifest.from_dict(storage.get_json(job, name)).replaced(written)
    storage.put_json(job, name, made.as_dict())


def _pieces(job: Job, encoded: Encoded, segments: list[tuple[int, int, int]]) -> Iterator[Piece]:
    """The rendition's objects, noting each segment as it goes by."""
    prefix = job.folder(encoded.rendition)
    content_type = CONTENT_TYPES[encoded.rendition.kind]
    if encoded.init:
        yield Piece(prefix + "init.mp4", encoded.init, content_type)
    for segment in encoded.segments:
        segments.append(segment.noted)
        yield Piece(prefix + segment_name(segment.number), segment.data, content_type)


def _reporter(job: Job, plan: Plan, chunk: Chunk, duration: float) -> Callable[[float], None]:
    """Tell the job's row how far the chunk is, in steps that are worth a write; of its end always.

    All chunks together tell some hundred steps, or each one of them its end.
    """
    length = plan.seconds(chunk, duration)
    step = min(1.0, max(REPORT_EVERY, plan.parts * REPORT_EVERY_OF_ALL))
    reported = 0.0

    def report(seconds: float) -> None:
        nonlocal reported
        fraction = min(1.0, seconds / length) if length else 1.0
        if fraction - reported >= step or reported < 1.0 == fraction:
            reported = fraction
            if not progress.encoding(job, chunk.index, fraction):
                # A newer file took its place, or the track is gone: nobody waits for this one.
                raise Superseded(job.run_id)

    return report
