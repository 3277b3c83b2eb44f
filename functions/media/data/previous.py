"""The end of the track before, where an album goes on without a gap: what an encoder begins with.

Only a courtesy: whatever is missing or different, the track begins as one that follows none.
"""

from pathlib import Path

import ffmpeg as graphs
from botocore.exceptions import ClientError

from didit360.clients import client
from didit360.log import logger
from media.data import ffmpeg, records, sound
from media.data.ending import ending
from media.data.sound import Before
from media.domain.jobs import Job, State
from media.domain.rejections import Rejected
from media.domain.source import Source

SECONDS = 180
"""For decoding a track whose end cannot be sought; what takes longer goes without."""
MARGIN_SECONDS = 3
SAMPLE_BYTES = 4
_ARRIVED = (State.UPLOADED, State.PROCESSING, State.READY)


def fetch(job: Job, source: Source, samples: int, folder: Path) -> Before | None:
    """The last `samples` of the track that a job's follows; None if it has none that would fit."""
    if job.follows is None or source.audio is None or source.video is not None:
        return None
    path = folder / "previous"
    try:
        before = _download(job, path) and _tail(path, source, samples, folder)
    except (ClientError, ffmpeg.ToolFailed, Rejected) as error:
        logger().warning("previous track not read", follows=job.follows, error=str(error)[:500])
        return None
    finally:
        path.unlink(missing_ok=True)
    logger().info("previous track", follows=job.follows, found=before is not None)
    return before or None


def newest(media_id: str, owner_id: str) -> tuple[str, str] | None:
    """Key and version of the file that is heard under a media id, or else was sent last.

    None unless it is this owner's.
    """
    rows = sorted(records.uploads(media_id), key=lambda row: row.upload_id, reverse=True)
    mine = [row for row in rows if row.owner_id == owner_id and row.state in _ARRIVED]
    published = [(row.object_key, row.published_version) for row in mine]
    arrived = [(row.object_key, row.object_version) for row in mine]
    return next(((key, version) for key, version in published + arrived if version), None)


def _download(job: Job, path: Path) -> bool:
    found = newest(job.follows, job.owner_id) if job.follows else None
    if found is None:
        return False
    key, version = found
    of_version = {} if version == "null" else {"VersionId": version}
    client("s3").download_file(job.bucket, key, str(path), of_version)
    return True


def _tail(path: Path, follower: Source, samples: int, folder: Path) -> Before | None:
    source = Source.from_probe(ffmpeg.probe(path), "audio")
    ours, theirs = follower.audio, source.audio
    if ours is None or theirs is None or theirs.sample_rate != ours.sample_rate:
        return None
    if _channels(source) != _channels(follower):
        return None
    end = ending(path, source, seconds=SECONDS)
    wanted = samples * _channels(source) * SAMPLE_BYTES
    pcm = b""
    if source.sought_exactly:
        second = int(source.duration) - samples // theirs.sample_rate - MARGIN_SECONDS
        pcm = _last(path, source, end, second, wanted)
    if len(pcm) < wanted:
        # Not where it said, or nowhere to be found: all of it.
        pcm = _last(path, source, end, 0, wanted)
    if len(pcm) < wanted:
        return None
    kept = folder / "before.f32"
    kept.write_bytes(pcm)
    return Before(kept, samples, theirs.sample_rate, _channels(source))


def _last(path: Path, source: Source, end: int | None, second: int, wanted: int) -> bytes:
    """The last bytes of its samples, decoded from a second on."""
    rate = source.audio.sample_rate if source.audio else 0
    given = graphs.input(str(path), ss=second) if second > 0 else graphs.input(str(path))
    heard = sound.of_file(given, source, end, max(0, second) * rate)
    raw = graphs.output(
        *(heard.node, "pipe:1"),
        format="f32le",
        acodec="pcm_f32le",
        ac=_channels(source),
        ar=rate,
    )
    pcm = b""
    for block in ffmpeg.stream(raw, seconds=SECONDS):
        pcm = (pcm + block)[-wanted:]
    return pcm


def _channels(source: Source) -> int:
    return min(source.audio.channels, 2) if source.audio else 0
