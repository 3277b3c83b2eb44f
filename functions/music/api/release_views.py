"""What the API shows of a release."""

from collections.abc import Iterable, Mapping

from pydantic import Field

from didit360 import people, pictures
from didit360.clock import rfc3339
from didit360.http import Model
from didit360.identity import Caller
from didit360.pictures import PictureView
from music.api.detail_fields import RightsField
from music.api.moderation import TakeDownView, take_down
from music.data import catalogue, likes
from music.domain.details import RightsLine
from music.domain.release import Blocker, Entry, Release, State, Type
from music.domain.track import Kind, Track


class ArtistRef(Model):
    id: str
    handle: str | None
    name: str | None


class BlockerView(Model):
    """What keeps a release from being published."""

    code: str = Field(
        description="no-tracks, no-artwork, track-gone, track-not-ready, track-taken-down, "
        "track-not-public"
    )
    track_id: str | None


class FailureView(Model):
    """What was missing when the planned moment came."""

    planned_for: str
    missing: list[BlockerView]


class RefusedArtwork(Model):
    upload_id: str
    code: str
    reason: str


class ReleaseSummary(Model):
    """A release as lists name it."""

    id: str
    artist: ArtistRef
    type: Type
    title: str
    version: str | None
    release_date: str | None
    artwork: PictureView | None
    state: State
    track_count: int


class ReleaseTrack(Model):
    """A track in its place; of one that is gone, or not to be seen, only the place is left."""

    track_id: str
    disc: int
    number: int = Field(description="on its disc, from 1")
    gone: bool
    playable: bool
    artist: ArtistRef | None
    title: str | None
    version: str | None
    explicit: bool | None
    kind: Kind | None
    duration_ms: int | None
    likes: int


class ReleaseView(ReleaseSummary):
    time_zone: str
    genres: list[str]
    upc: str | None
    label: str | None
    copyright_line: RightsField | None
    recording_line: RightsField | None
    published_at: str | None = Field(description="the first time")
    created_at: str
    updated_at: str
    likes: int
    tracks: list[ReleaseTrack]
    scheduled_for: str | None = Field(description="shown to the artist only, as the next two")
    failure: FailureView | None = None
    refused_artwork: RefusedArtwork | None = None
    taken_down: TakeDownView | None = Field(
        None, description="by a moderator; nobody else but the artist sees the release then"
    )


def view(release: Release, me: Caller) -> ReleaseView:
    """A release as the caller sees it: its artist with what is planned, and what went wrong.

    Two batch reads for its tracks, one for the people in it, one for the likes.
    """
    mine = release.artist_id == me.id
    tracks = catalogue.many(entry.track_id for entry in release.entries)
    owners = {release.artist_id, *(track.artist_id for track in tracks.values())}
    cards = people.cards(owners)
    blocking = people.blocked_by(me.id, owners - {release.artist_id})
    counts = likes.counts([release.id, *(entry.track_id for entry in release.entries)])
    seen = {id_: track for id_, track in tracks.items() if _shown(track, release, me, blocking)}
    failure, refused, facts = release.failure, release.refused_artwork, release.facts
    return ReleaseView(
        **dict(summary(release, cards)),
        time_zone=facts.time_zone,
        genres=list(facts.genres),
        upc=facts.upc,
        label=facts.label,
        copyright_line=_rights(facts.copyright_line),
        recording_line=_rights(facts.recording_line),
        published_at=rfc3339(release.published_at) if release.published_at else None,
        created_at=rfc3339(release.created_at),
        updated_at=rfc3339(release.updated_at),
        likes=counts[release.id],
        tracks=_lines(release.entries, seen, cards, counts),
        scheduled_for=rfc3339(release.plan.at) if mine and release.plan else None,
        failure=FailureView(
            planned_for=rfc3339(failure.planned_for), missing=blockers(failure.missing)
        )
        if mine and failure
        else None,
        refused_artwork=RefusedArtwork(
            upload_id=refused.upload_id, code=refused.code, reason=refused.reason
        )
        if mine and refused
        else None,
        taken_down=take_down(release.taken_down),
    )


def summary(release: Release, cards: Mapping[str, people.Card]) -> ReleaseSummary:
    facts = release.facts
    return ReleaseSummary(
        id=release.id,
        artist=artist(release.artist_id, cards),
        type=facts.type,
        title=facts.title,
        version=facts.version,
        release_date=facts.release_date.isoformat() if facts.release_date else None,
        artwork=pictures.shown(release.artwork),
        state=release.state,
        track_count=len(release.entries),
    )


def summaries(found: Iterable[Release]) -> list[ReleaseSummary]:
    """Releases as a list shows them; the caller has left out what may not be seen."""
    shown = list(found)
    cards = people.cards({release.artist_id for release in shown})
    return [summary(release, cards) for release in shown]


def artist(artist_id: str, cards: Mapping[str, people.Card]) -> ArtistRef:
    card = cards.get(artist_id)
    return ArtistRef(
        id=artist_id, handle=card.handle if card else None, name=card.name if card else None
    )


def blockers(found: Iterable[Blocker]) -> list[BlockerView]:
    return [BlockerView(code=one.code, track_id=one.track_id) for one in found]


def _rights(line: RightsLine | None) -> RightsField | None:
    return RightsField(year=line.year, holder=line.holder) if line else None


def _shown(track: Track, release: Release, me: Caller, blocking: set[str]) -> bool:
    if track.artist_id in (release.artist_id, me.id):
        return track.artist_id == me.id or track.taken_down is None
    return track.open_to_all and track.artist_id not in blocking


def _lines(
    entries: Iterable[Entry],
    seen: Mapping[str, Track],
    cards: Mapping[str, people.Card],
    counts: Mapping[str, int],
) -> list[ReleaseTrack]:
    lines, number, disc = [], 0, 0
    for entry in entries:
        number = number + 1 if entry.disc == disc else 1
        disc = entry.disc
        track = seen.get(entry.track_id)
        stream = track.stream if track else None
        lines.append(
            ReleaseTrack(
                track_id=entry.track_id,
                disc=disc,
                number=number,
                gone=track is None,
                playable=stream is not None,
                artist=artist(entry.artist_id, cards) if track else None,
                title=track.title if track else None,
                version=track.details.version if track else None,
                explicit=track.details.explicit if track else None,
                kind=track.kind if track else None,
                duration_ms=stream.facts.get("duration_ms") if stream else None,
                likes=counts[entry.track_id] if track else 0,
            )
        )
    return lines
