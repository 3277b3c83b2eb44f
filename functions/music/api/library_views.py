"""What people like and keep, as their lists show it; what is gone stays, and says so."""

from collections.abc import Sequence

from didit360.http import Model
from didit360.identity import Caller
from didit360.ids import is_id
from didit360.problems import NotFound
from music.api import guards, release_guards, track_refs
from music.api.artist_views import released
from music.api.release_views import ReleaseSummary
from music.api.track_refs import TrackRef
from music.data.likes import Kept


class KeptItem(Model):
    item_id: str
    since: str
    gone: bool
    track: TrackRef | None
    release: ReleaseSummary | None


class KeptItems(Model):
    items: list[KeptItem]
    next: str | None


def views(kept: Sequence[Kept], me: Caller) -> list[KeptItem]:
    """Two batch reads for a page."""
    ids = [one.item_id for one in kept]
    tracks = track_refs.refs([id_ for id_ in ids if id_.startswith("trk_")], me)
    releases = {one.id: one for one in released(ids, me)}
    return [
        KeptItem(
            item_id=one.item_id,
            since=one.since,
            gone=one.item_id not in tracks and one.item_id not in releases,
            track=tracks.get(one.item_id),
            release=releases.get(one.item_id),
        )
        for one in kept
    ]


def must_be_seen(item_id: str, me: Caller, *prefixes: str) -> None:
    """NotFound unless the caller may see the track or release."""
    if "rel" in prefixes and is_id(item_id, "rel"):
        release_guards.visible(item_id, me)
    elif "trk" in prefixes and is_id(item_id, "trk"):
        guards.visible(item_id, me)
    else:
        raise NotFound("There is no such thing.", code="no-such-item")
