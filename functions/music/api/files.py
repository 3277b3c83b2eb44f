"""A track's file as its artist describes it before sending it."""

from pydantic import Field

from didit360.identity import Caller
from didit360.problems import Unprocessable
from didit360.upload_forms import NewFile
from music.api.guards import owned
from music.data.catalogue import TrackNotFoundError


class TrackFile(NewFile):
    follows: str | None = Field(
        None,
        description="A track of one's own that this file goes on from without a gap, as on an "
        "album that was recorded in one go.",
        max_length=40,
    )


def followed(file: TrackFile, me: Caller, *, kind: str, track_id: str | None = None) -> str | None:
    """The media id of the track that the file goes on from, if any. Unprocessable (422).

    `track_id` is the track that the file is for, where there is one already.
    """
    if file.follows is None:
        return None
    if file.follows == track_id:
        raise Unprocessable("A track does not go on from itself.", code="follows-itself")
    try:
        before = owned(file.follows, me)
    except TrackNotFoundError:
        detail = "The track that the file goes on from is none of yours."
        raise Unprocessable(detail, code="follows-nothing") from None
    if kind != "audio" or before.kind != "audio":
        detail = "Only sound goes on from sound without a gap: neither track may be a video."
        raise Unprocessable(detail, code="follows-video")
    return before.media_id
