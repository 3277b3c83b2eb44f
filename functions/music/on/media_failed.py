"""A track's file cannot become a stream: tell the artist why."""

from didit360.clock import now
from didit360.reactions import Detail, on_event
from music.on.tracks import of_media


def media_failed(detail: Detail) -> None:
    reason = detail["reason"]["message"]
    of_media(detail, lambda track: track.failed(detail["upload_id"], reason, now()))


handler = on_event(media_failed)
