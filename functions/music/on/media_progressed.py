"""The transcoding of a track's file has come further."""

from didit360.clock import now
from didit360.reactions import Detail, on_event
from music.on.tracks import of_media


def media_progressed(detail: Detail) -> None:
    of_media(
        detail,
        lambda track: track.progressed(
            detail["upload_id"],
            detail["percent"],
            now(),
            stage=detail["stage"],
            parts=detail.get("parts"),
        ),
    )


handler = on_event(media_progressed)
