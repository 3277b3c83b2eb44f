"""Pictures that owners sent for their playlists."""

from dataclasses import replace

from didit360 import pictures
from didit360.reactions import Detail
from music.data import playlists
from music.domain.playlist import Playlist


def take(detail: Detail) -> None:
    """Show a picture, unless a later one is shown, a removal came after it was sent for, or the
    playlist is gone. Safe to repeat.
    """
    kept = pictures.kept(detail)

    def covered(known: Playlist) -> Playlist:
        if detail["upload_id"] < known.cover_removed or not pictures.later(detail, known.cover):
            return known
        refused = known.refused_cover
        if refused is not None and refused["upload_id"] < detail["upload_id"]:
            refused = None
        return replace(known, cover=kept, refused_cover=refused)

    try:
        shown = playlists.change(detail["subject_id"], covered).cover
    except playlists.PlaylistNotFoundError:
        shown = None
    if shown != kept:
        pictures.release(detail)


def refuse(detail: Detail) -> None:
    """Tell the owner why a picture can't be the cover, unless a later one came. Repeatable."""
    refused = {
        "upload_id": detail["upload_id"],
        "code": detail["reason"]["code"],
        "reason": detail["reason"]["message"],
    }

    def told(known: Playlist) -> Playlist:
        before = known.refused_cover
        newest = max(
            known.cover_removed,
            before["upload_id"] if before else "",
            known.cover["image_id"].replace("img_", "upl_") if known.cover else "",
        )
        if detail["upload_id"] <= newest:
            return known
        return replace(known, refused_cover=refused)

    try:
        playlists.change(detail["subject_id"], told)
    except playlists.PlaylistNotFoundError:
        return
