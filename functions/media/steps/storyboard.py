"""Make a film's storyboard: small pictures that a player shows above its seek bar."""

from typing import Any

from didit360.log import logger
from media.data import ffmpeg, storage
from media.data.storyboard import Sheets
from media.domain.jobs import Job
from media.domain.source import Source, Video
from media.domain.storyboard import Steps, sheet_name, tile_size, webvtt

STORYBOARD = "storyboard.vtt"


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source}` in; out `{storyboard: name|None}`, a WebVTT file within the run.

    A film whose key frames cannot be shown has none: nobody misses the film for it.
    """
    job, source = Job.from_dict(event["job"]), Source.from_dict(event["source"])
    if source.video is None:
        return {"storyboard": None}
    try:
        made = _made(job, source, source.video)
    except ffmpeg.ToolFailed as error:
        logger().warning("storyboard left out", media_id=job.media_id, why=str(error))
        made = False
    return {"storyboard": STORYBOARD if made else None}


def _made(job: Job, source: Source, video: Video) -> bool:
    steps = Steps.of(source.duration)
    with storage.scratch() as folder:
        sheets = Sheets(storage.download(job, folder), video, steps)
        for number, sheet in enumerate(sheets, 1):
            storage.put_bytes(sheet, job.prefix + sheet_name(number), "image/jpeg")
    if not sheets.begins:
        return False
    text = webvtt(steps, sheets.begins, *tile_size(video))
    storage.put_bytes(text.encode(), job.prefix + STORYBOARD, "text/vtt")
    return True
