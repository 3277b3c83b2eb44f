"""Who may see and change a track. A track that one may not see does not exist for one."""

from didit360.identity import Caller, Role
from didit360.ids import is_id
from didit360.problems import NotFound
from music.data import catalogue
from music.domain.track import State, Track


def visible(track_id: str, me: Caller) -> Track:
    """The track, if it is the caller's or ready to be heard; NotFound."""
    track = _find(track_id)
    if track.artist_id != me.id and track.state is not State.READY:
        raise _absent()
    return track


def owned(track_id: str, me: Caller) -> Track:
    """The track, if the caller is its artist; Forbidden (no artist), NotFound (not theirs)."""
    me.must_be(Role.ARTIST)
    track = _find(track_id)
    if track.artist_id != me.id:
        raise _absent()
    return track


def _find(track_id: str) -> Track:
    if not is_id(track_id, "trk"):
        raise _absent()
    try:
        return catalogue.get(track_id)
    except catalogue.TrackNotFoundError:
        raise _absent() from None


def _absent() -> NotFound:
    return NotFound("There is no such track.", code="no-such-track")
