"""What moderators see of a flag."""

from collections.abc import Sequence

from pydantic import Field

from didit360.clock import rfc3339
from didit360.http import Model
from music.data import catalogue, deciders
from music.domain.flag import Flag, FlagState, Outcome


class FlaggedTrack(Model):
    id: str
    artist_id: str
    title: str | None = Field(description="null when the track was deleted a moment ago")


class SameRecordingView(Model):
    track: FlaggedTrack
    similarity: float = Field(description="1 minus the share of the fingerprints' bits that differ")
    offset_ms: int = Field(description="how much later the flagged track begins with it")


class SettlementView(Model):
    outcome: Outcome
    note: str
    by: str | None = Field(description="the moderator; null once their account was erased")
    at: str


class FlagView(Model):
    """A track whose recording another artist had uploaded before."""

    id: str
    state: FlagState
    track: FlaggedTrack
    matches: list[SameRecordingView]
    created_at: str
    settlement: SettlementView | None


def views(flags: Sequence[Flag]) -> list[FlagView]:
    """The flags with the titles of their tracks, and who settled them."""
    ids = {flag.track_id for flag in flags}
    ids |= {match.track_id for flag in flags for match in flag.matches}
    titles = catalogue.titles(ids)
    people = deciders.people(flag.settlement.by for flag in flags if flag.settlement)

    def track(id_: str, artist_id: str) -> FlaggedTrack:
        return FlaggedTrack(id=id_, artist_id=artist_id, title=titles.get(id_))

    return [
        FlagView(
            id=flag.id,
            state=flag.state,
            track=track(flag.track_id, flag.artist_id),
            matches=[
                SameRecordingView(
                    track=track(match.track_id, match.artist_id),
                    similarity=match.similarity,
                    offset_ms=match.offset_ms,
                )
                for match in flag.matches
            ],
            created_at=rfc3339(flag.created_at),
            settlement=SettlementView(
                outcome=flag.settlement.outcome,
                note=flag.settlement.note,
                by=people.get(flag.settlement.by),
                at=rfc3339(flag.settlement.at),
            )
            if flag.settlement
            else None,
        )
        for flag in flags
    ]
