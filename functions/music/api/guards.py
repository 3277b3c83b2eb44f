"""Who may see and change a track. A track that one may not see does not exist for one."""

from didit360 import people
from didit360.identity import Caller, Role
from didit360.ids import is_id
from music.data import catalogue
from music.domain.track import Track


def visible(track_id: str, me: Caller) -> Track:
    """The track, if the caller may see and hear it; NotFound.

    Its artist sees all of it, whatever its state, and moderators what can be heard at all.
    Everybody else sees what is open to all (Track.open_to_all), unless its artist blocks them.
    """
    track = _find(track_id)
    if not _sees(track, me):
        raise catalogue.TrackNotFoundError
    return track


def owned(track_id: str, me: Caller) -> Track:
    """The track, if the caller is its artist; Forbidden (no artist), NotFound (not theirs)."""
    me.must_be(Role.ARTIST)
    track = _find(track_id)
    if track.artist_id != me.id:
        raise catalogue.TrackNotFoundError
    return track


def _sees(track: Track, me: Caller) -> bool:
    if track.artist_id == me.id:
        return True
    if Role.MODERATOR in me.roles:
        return track.stream is not None
    return track.open_to_all and not people.blocked_by(me.id, [track.artist_id])


def _find(track_id: str) -> Track:
    if not is_id(track_id, "trk"):
        raise catalogue.TrackNotFoundError
    return catalogue.get(track_id)
