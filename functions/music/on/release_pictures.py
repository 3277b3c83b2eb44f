"""A release's artwork: the picture that its artist sent is there, or can't be."""

from didit360 import pictures
from didit360.clock import now
from didit360.reactions import Detail
from music.data import releases
from music.domain.release import Refused, Release


def ready(detail: Detail) -> None:
    """The latest that was sent is shown; others are let go. Safe to repeat, in any order."""
    picture = pictures.kept(detail)

    def take(release: Release) -> Release:
        if release.artist_id == detail["owner_id"] and pictures.later(detail, release.artwork):
            return release.pictured(picture, now())
        return release

    try:
        release = releases.change(detail["subject_id"], take)
    except releases.ReleaseNotFoundError:
        pictures.release(picture)
        return
    shown = release.artwork
    # One that it takes the place of is let go by on/release_changed.
    if shown is None or shown["image_id"] != picture["image_id"]:
        pictures.release(picture)


def failed(detail: Detail) -> None:
    """The artist reads why; what is shown stays."""
    reason = detail["reason"]
    refused = Refused(detail["upload_id"], reason["code"], reason["message"])

    def refuse(release: Release) -> Release:
        return release.refused_picture(refused, now())

    try:
        releases.change(detail["subject_id"], refuse)
    except releases.ReleaseNotFoundError:
        return
