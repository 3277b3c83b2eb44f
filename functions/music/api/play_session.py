"""The session grant that comes with a stream: what a player reports its plays with."""

from datetime import datetime

from pydantic import Field

from didit360 import ids, people
from didit360.clock import now, rfc3339
from didit360.http import Model
from didit360.identity import Caller
from didit360.problems import Unprocessable
from music.data import play_grants
from music.domain.charts import MOST_GENRES
from music.domain.listening import Grant, milliseconds
from music.domain.track import Stream, Track


class PlaySession(Model):
    """Report with `grant` to POST /music/plays; ask anew to play again."""

    play_id: str
    grant: str
    counts_after_ms: int = Field(description="of hearing: 30 s or half the track")
    expires_at: str


def session(
    track: Track, stream: Stream, me: Caller, release_id: str | None, *, expires_at: datetime
) -> PlaySession:
    """A new session of the track. Unprocessable (422) if it does not stand in that release."""
    grant = Grant(
        play_id=ids.new("ply"),
        person_id=me.id,
        track_id=track.id,
        artist_id=track.artist_id,
        release_id=_heard_from(track, me, release_id),
        genres=track.details.genres[:MOST_GENRES],
        country=_country(me),
        duration_ms=int(stream.facts["duration_ms"]),
        issued_at=milliseconds(now()),
        expires_at=milliseconds(expires_at),
    )
    return PlaySession(
        play_id=grant.play_id,
        grant=play_grants.sign(grant),
        counts_after_ms=grant.counts_after_ms,
        expires_at=rfc3339(expires_at),
    )


def _heard_from(track: Track, me: Caller, release_id: str | None) -> str | None:
    """What was said, if true; else the release it came out in last."""
    if release_id is None:
        return max(track.published_in, default=None)
    known = track.releases if track.artist_id == me.id else track.published_in
    if release_id not in known:
        raise Unprocessable("The track does not stand in that release.", code="not-in-release")
    return release_id


def _country(me: Caller) -> str | None:
    card = people.card(me.id)
    return card.country if card else None
