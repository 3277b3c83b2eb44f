"""A track's file has arrived: it is no open draft any more."""

from didit360.clock import now
from didit360.reactions import Detail, on_event
from music.data import catalogue
from music.on.tracks import of_media


def media_uploaded(detail: Detail) -> None:
    track = of_media(detail, lambda track: track.uploaded(detail["upload_id"], now()))
    if track is not None:
        catalogue.draft_has_file(track)


handler = on_event(media_uploaded)
