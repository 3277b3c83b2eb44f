"""Measure the master beside the encoder: loudness, true peak, samples, SHA-256, waveform peaks."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from media.data import ffmpeg, storage
from media.data.decode import Decoded, decode
from media.data.ending import ending
from media.domain import peaks, stated
from media.domain.accepted import SHORTEST_SECONDS
from media.domain.jobs import Job
from media.domain.joins import Cutter, Excerpt, excerpts
from media.domain.plan import Plan
from media.domain.rejections import Rejected
from media.domain.source import Source

DECODE_SECONDS = 840
"""Under Lambda's fifteen minutes; a day of stereo takes about six."""
PEAKS_JSON = "peaks.json"
PEAKS_BIN = "peaks.bin"


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source}` in, of many parts `{plan, chunks}` too; out `{sha256, samples, placed,
    duration, loudness, files}`.

    samples (per channel) and loudness are None when a video has no sound; duration in seconds.
    Of many parts, the sound around their joins is kept for Certify, and `placed` are the samples
    that listeners get: those of a film stand in their place beside the pictures, holes filled.
    """
    job, source = Job.from_dict(event["job"]), Source.from_dict(event["source"])
    cutter = _cutter(event, job, source)
    with storage.scratch() as folder, ThreadPoolExecutor(1) as beside:
        path = storage.download(job, folder)
        digest = beside.submit(sha256, path)
        decoded = listen(path, source, cutter)
        zooms = decoded.peaks.zooms() if decoded else []
        files = {"peaks_json": PEAKS_JSON, "peaks_bin": PEAKS_BIN}
        storage.put_bytes(peaks.as_json(zooms), job.prefix + PEAKS_JSON, "application/json")
        storage.put_bytes(
            peaks.as_binary(zooms), job.prefix + PEAKS_BIN, "application/octet-stream"
        )
        return {
            "sha256": digest.result(),
            "samples": decoded.samples if decoded else None,
            "placed": cutter.samples if cutter else None,
            "duration": seconds(decoded, source),
            "loudness": decoded.loudness.as_dict() if decoded else None,
            "files": files,
        }


def _cutter(event: dict[str, Any], job: Job, source: Source) -> Cutter | None:
    """What keeps the sound around each join; None where nothing joins."""
    if source.audio is None or event.get("plan", {}).get("parts", 1) == 1:
        return None
    plan = Plan.from_dict(event["plan"], event["chunks"])
    around = excerpts(plan, source.audio.sample_rate)
    return Cutter(around, min(source.audio.channels, 2), partial(_keep, job)) if around else None


def _keep(job: Job, excerpt: Excerpt, pcm: bytes) -> None:
    key = job.work_prefix + excerpt.name
    storage.put_bytes(pcm, key, "application/octet-stream", "no-store")


def listen(path: Path, source: Source, cutter: Cutter | None = None) -> Decoded | None:
    """Decode the sound, if there is any. Raises Rejected for what only decoding shows."""
    if source.audio is None:
        return None
    try:
        end = ending(path, source, seconds=DECODE_SECONDS)
        decoded = decode(
            path,
            source.audio,
            end=end,
            seconds=DECODE_SECONDS,
            cutter=cutter,
            placed=source.video is not None,
        )
    except ffmpeg.ToolFailed as error:
        # Nothing but reading is done here, so who was not killed fell over the file.
        if error.killed:
            raise
        raise Rejected(error.refusal or "broken") from error
    length = decoded.samples / source.audio.sample_rate
    if not decoded.samples:
        raise Rejected("broken")
    if source.kind == "audio":
        if length < 0.98 * promised(path, source, length) - 0.5:
            raise Rejected("cut_off")
        if length < SHORTEST_SECONDS:
            raise Rejected("too_short")
    return decoded


def promised(path: Path, source: Source, length: float) -> float:
    """How long the container says that the sound is; at least the `length` that is there."""
    with path.open("rb") as file:
        missing = stated.missing_share(file, path.stat().st_size)
    there = length / max(1 - missing, 1e-9)
    return max(there, source.duration) if source.states_its_length else there


def seconds(decoded: Decoded | None, source: Source) -> float:
    """How long it plays: of a recording exactly, of a video what its container says."""
    if decoded is None or source.audio is None or source.kind == "video":
        return source.duration
    return decoded.samples / source.audio.sample_rate


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
