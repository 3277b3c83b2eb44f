"""Tracks as lists name them: what stands in a history or a chart besides the place in it."""

from collections.abc import Iterable

from pydantic import Field

from didit360 import people, pictures
from didit360.http import Model
from didit360.identity import Caller
from didit360.pictures import PictureView
from music.data import catalogue
from music.domain.track import Kind, Track


class TrackRef(Model):
    id: str
    title: str
    artist_id: str
    artist_name: str | None
    kind: Kind
    duration_ms: int | None = Field(description="of what is heard; null while nothing can be")
    artwork: PictureView | None


def refs(track_ids: Iterable[str], me: Caller) -> dict[str, TrackRef]:
    """The tracks by their id, without those that are gone or hidden from the caller."""
    found = catalogue.many(track_ids)
    artists = {track.artist_id for track in found.values()}
    blocked = people.blocked_by(me.id, artists)
    names = {id_: card.name for id_, card in people.cards(artists - blocked).items()}
    return {
        id_: _ref(track, names.get(track.artist_id))
        for id_, track in found.items()
        if track.artist_id == me.id or (track.open_to_all and track.artist_id not in blocked)
    }


def _ref(track: Track, artist_name: str | None) -> TrackRef:
    return TrackRef(
        id=track.id,
        title=track.title,
        artist_id=track.artist_id,
        artist_name=artist_name,
        kind=track.kind,
        duration_ms=track.stream.facts["duration_ms"] if track.stream else None,
        artwork=pictures.shown(track.artwork),
    )
