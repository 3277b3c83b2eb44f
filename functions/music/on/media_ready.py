"""A track's stream is ready: from now on listeners hear it, all its renditions at once."""

from didit360.clock import now
from didit360.reactions import Detail, on_event
from music.domain.track import Stream
from music.on.same import replaced
from music.on.tracks import of_media


def media_ready(detail: Detail) -> None:
    stream = Stream(
        upload_id=detail["upload_id"],
        run_id=detail["run_id"],
        published_at=detail["published_at"],
        prefix=detail["prefix"],
        facts=detail["facts"],
        renditions=detail["renditions"],
        files=detail["files"],
    )
    track = of_media(detail, lambda track: track.ready(stream, now()))
    if track is not None and track.stream is not None:
        replaced(track.id, track.stream.upload_id)


handler = on_event(media_ready)
