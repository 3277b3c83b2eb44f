"""Recognise a recording that is there already, and say so; nothing is refused for it."""

from collections.abc import Iterable
from typing import Any

from didit360 import events
from didit360.log import logger
from media.data import ffmpeg, fingerprints, records, storage
from media.data.fingerprints import Entry
from media.data.listen import beginning
from media.domain import recordings
from media.domain.chromaprint import Codes, fingerprint
from media.domain.jobs import Job, State
from media.domain.recordings import Likeness
from media.domain.source import Source

DECODE_SECONDS = 240
_WANTED = (State.UPLOADED, State.PROCESSING, State.READY)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source}` in; out `{matches}`: how many other media have the same recording.

    Of two the later upload is told of (media_matched), whichever of them finds the other: of two
    that come at once, at least the one that looks last finds the other. Safe to repeat.
    """
    job, source = Job.from_dict(event["job"]), Source.from_dict(event["source"])
    codes = listen(job, source)
    if codes is None or not recordings.is_telling(codes):
        logger().info("not compared", run_id=job.run_id, codes=0 if codes is None else len(codes))
        return {"matches": 0}
    entry = _entry(job, codes)
    if entry is not None:
        fingerprints.keep(entry)
        # Asked again: whoever ends the run from now on finds what was kept, and removes it.
        entry = _entry(job, codes)
    if entry is None:
        # Also what an earlier try kept that was stopped before it asked.
        fingerprints.forget(job.media_id, job.run_id)
        return {"matches": 0}
    found = list(same(entry, codes))
    tell(entry, found)
    return {"matches": len(found)}


def listen(job: Job, source: Source) -> Codes | None:
    """What the beginning sounds like; None without sound, or with none that can be read."""
    if source.audio is None:
        return None
    with storage.scratch() as folder:
        path = storage.download(job, folder)
        try:
            return fingerprint(beginning(path, source.audio, seconds=DECODE_SECONDS))
        except ffmpeg.ToolFailed as error:
            # Whether the file is refused for it is for others to say.
            logger().warning("not decoded", run_id=job.run_id, why=str(error))
            return None


def same(entry: Entry, codes: Codes) -> Iterable[tuple[Entry, Likeness]]:
    """Other media with this recording, each once, the most alike of its runs."""
    best: dict[str, tuple[Entry, Likeness]] = {}
    for other in fingerprints.alike(entry, recordings.LEAST_SHARED):
        likeness = recordings.likeness(codes, recordings.from_bytes(other.codes))
        if likeness is None:
            continue
        known = best.get(other.media_id)
        if known is None or known[1].similarity < likeness.similarity:
            best[other.media_id] = other, likeness
    return best.values()


def tell(entry: Entry, found: Iterable[tuple[Entry, Likeness]]) -> None:
    earlier: list[dict[str, Any]] = []
    for other, likeness in found:
        if other.upload_id < entry.upload_id:
            earlier.append(_match(other, likeness.similarity, likeness.offset_ms))
        else:
            _say(other, [_match(entry, likeness.similarity, -likeness.offset_ms)])
    if earlier:
        _say(entry, earlier)


def _say(entry: Entry, matches: list[dict[str, Any]]) -> None:
    about = {
        "media_id": entry.media_id,
        "upload_id": entry.upload_id,
        "product": entry.product,
        "owner_id": entry.owner_id,
    }
    events.publish("media_matched", {**about, "matches": matches})


def _match(entry: Entry, similarity: float, offset_ms: int) -> dict[str, Any]:
    return {
        "media_id": entry.media_id,
        "owner_id": entry.owner_id,
        "similarity": similarity,
        "offset_ms": offset_ms,
    }


def _entry(job: Job, codes: Codes) -> Entry | None:
    """What to keep; None if the run is no longer wanted."""
    row = records.row(job.media_id, job.upload_id)
    if row is None or row.run_id != job.run_id or row.state not in _WANTED:
        return None
    return Entry(
        media_id=job.media_id,
        run_id=job.run_id,
        owner_id=job.owner_id,
        product=row.product,
        codes=recordings.as_bytes(codes),
        index=recordings.index_codes(codes),
    )
