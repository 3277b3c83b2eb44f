"""What the API shows on an artist's page."""

from collections.abc import Iterable

from didit360 import people, pictures
from didit360.http import Model
from didit360.identity import Caller
from didit360.people import Card
from didit360.pictures import PictureView
from music.api import track_refs
from music.api.release_guards import visible_of
from music.api.release_views import ReleaseSummary, summary
from music.api.track_refs import TrackRef
from music.data import releases
from music.data.pins import Pin


class ArtistView(Model):
    id: str
    handle: str
    name: str
    bio: str
    avatar: PictureView | None
    links: list[str]
    country: str | None
    followers: int


class PinView(Model):
    """What the artist put on top: a release or a track of theirs."""

    item_id: str
    note: str | None
    release: ReleaseSummary | None
    track: TrackRef | None


class ReleasePage(Model):
    items: list[ReleaseSummary]
    next: str | None


class VideoPage(Model):
    items: list[TrackRef]
    next: str | None


def view(card: Card) -> ArtistView:
    return ArtistView(
        id=card.id,
        handle=card.handle,
        name=card.name,
        bio=card.bio,
        avatar=pictures.shown(card.avatar),
        links=list(card.links),
        country=card.country,
        followers=card.followers,
    )


def pinned(pin: Pin | None, me: Caller) -> PinView | None:
    """None, too, of what is gone or hidden."""
    if pin is None:
        return None
    found = released([pin.item_id], me) if pin.item_id.startswith("rel_") else []
    track = None if found else track_refs.refs([pin.item_id], me).get(pin.item_id)
    if not found and track is None:
        return None
    return PinView(
        item_id=pin.item_id, note=pin.note, release=found[0] if found else None, track=track
    )


def released(release_ids: Iterable[str], me: Caller) -> list[ReleaseSummary]:
    """Those of the releases that everybody sees, in the order of their ids given."""
    wanted = [id_ for id_ in release_ids if id_.startswith("rel_")]
    found = {release.id: release for release in visible_of(releases.many(wanted).values(), me)}
    cards = people.cards({release.artist_id for release in found.values()})
    return [summary(found[id_], cards) for id_ in wanted if id_ in found]
