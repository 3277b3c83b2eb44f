"""A track's file has a recording that was there before: its artist's own, or another artist's.

The artist reads of their own earlier tracks; of another's only moderators learn. Nothing is
refused or hidden for it.
"""

from didit360.clock import now
from didit360.ids import twin
from didit360.log import logger
from didit360.reactions import Detail, on_event
from music.data import catalogue, flags
from music.domain.flag import Flag, SameRecording, flag_id
from music.on.same import let_go
from music.on.tracks import of_media


def media_matched(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    track_id, upload_id = twin(detail["media_id"], "trk"), detail["upload_id"]
    own, others = _earlier(detail)
    named = (*own, *(match.track_id for match in others))
    for other in named:
        # Before it is said: when that track is deleted, it is found who says so.
        flags.name(other, track_id)
    track = of_media(detail, lambda track: track.same_recording(upload_id, own, now()))
    if track is not None and others and not track.hears_later(upload_id):
        artist_id = track.artist_id

        def flagged(flag: Flag | None) -> Flag:
            if flag is None:
                return Flag(track_id, artist_id, upload_id, others, created_at=now())
            return flag.matched(upload_id, others)

        flags.change(flag_id(track_id), flagged)
        logger().info("flagged", track_id=track_id, matches=len(others))
    # After it is said: a deletion meanwhile may have found nothing to take back.
    for id_ in named:
        if not _exists(id_):
            let_go(id_, named_by=[track_id])
    if not _exists(track_id):
        let_go(track_id, names=named)


def _earlier(detail: Detail) -> tuple[tuple[str, ...], tuple[SameRecording, ...]]:
    """The artist's own tracks, and those of others; no pair of tracks is flagged both ways."""
    track_id = twin(detail["media_id"], "trk")
    own: list[str] = []
    others: list[SameRecording] = []
    for match in detail["matches"]:
        other = twin(match["media_id"], "trk")
        if match["owner_id"] == detail["owner_id"]:
            own.append(other)
            continue
        flag = flags.of_track(other)
        if flag is None or not flag.names(track_id):
            others.append(
                SameRecording(other, match["owner_id"], match["similarity"], match["offset_ms"])
            )
    return tuple(own), tuple(others)


def _exists(track_id: str) -> bool:
    try:
        catalogue.get(track_id)
    except catalogue.TrackNotFoundError:
        return False
    return True


handler = on_event(media_matched)
