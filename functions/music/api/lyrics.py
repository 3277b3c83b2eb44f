"""Find a track's lyrics for those who may hear it."""

from didit360.problems import NotFound
from music.data import lyrics
from music.data.lyrics import Lyrics
from music.domain.track import Track


def of_track(track: Track) -> Lyrics:
    """NotFound (404) where there are none."""
    found = lyrics.get(track.id) if track.details.lyrics else None
    if found is None:
        raise NotFound("The track has no lyrics.", code="no-lyrics")
    return found
