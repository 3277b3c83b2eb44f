"""What the API shows of a playback session."""

from pydantic import Field

from didit360.clock import rfc3339
from didit360.http import Model
from music.domain.listening import Session, Why, moment


class PlayView(Model):
    play_id: str
    track_id: str
    started_at: str = Field(description="when its grant was given out")
    position_ms: int
    heard_ms: int = Field(description="as the player says")
    credited_ms: int = Field(description="as much of it as can have been heard")
    counts_after_ms: int = Field(description="30 s or half the track, whichever is less")
    counted: bool
    counted_at: str | None
    why: Why | None = Field(description="why it has not counted; null once it has")
    ended: bool


def view(session: Session) -> PlayView:
    grant, counted_at = session.grant, session.counted_at
    return PlayView(
        play_id=grant.play_id,
        track_id=grant.track_id,
        started_at=rfc3339(moment(grant.issued_at)),
        position_ms=session.position_ms,
        heard_ms=session.heard_ms,
        credited_ms=session.credited_ms,
        counts_after_ms=grant.counts_after_ms,
        counted=counted_at is not None,
        counted_at=rfc3339(moment(counted_at)) if counted_at is not None else None,
        why=session.why,
        ended=session.ended,
    )
