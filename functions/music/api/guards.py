"""Who may see and change a track. A track that one may not see does not exist for one."""

from didit360.identity import Caller, Role
from didit360.ids import is_id
from music.data import catalogue
from music.domain.track import State, Track


def visible(track_id: str, me: Caller) -> Track:
    """The track, if it is the caller's or ready to be heard; NotFound."""
    track = _find(track_id)
    if track.artist_id != me.id and track.state is not State.READY:
        raise catalogue.TrackNotFoundError
    return track


def owned(track_id: str, me: Caller) -> Track:
    """The track, if the caller is its artist; Forbidden (no artist), NotFound (not theirs)."""
    me.must_be(Role.ARTIST)
    track = _find(track_id)
    if track.artist_id != me.id:
        raise catalogue.TrackNotFoundError
    return track


def _find(track_id: str) -> Track:
    if not is_id(track_id, "trk"):
        raise catalogue.TrackNotFoundError
    return catalogue.get(track_id)
