"""An artist's page: who they are, and what there is of them to hear, each by one bounded query."""

from pydantic import Field

from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api import track_refs
from music.api.artist_guards import artist_card
from music.api.artist_views import ArtistView, PinView, pinned, released, view
from music.api.release_views import ReleaseSummary
from music.api.track_refs import TrackRef
from music.data import catalogue, pins, releases, shelves, tops
from music.domain.release import Type

app = api()

SHOWN = 10
_SPARE = 10
"""More than shown, for those among them that are gone or hidden."""


class TopTrack(Model):
    track: TrackRef
    plays: int = Field(
        description="in the last 28 days; of an artist of whom more than a hundred tracks are "
        "heard every day, in fewer: as many as hold 2,800 counts of one track and day each"
    )


class ArtistPage(Model):
    """The first of everything; each list has an operation of its own for the rest."""

    artist: ArtistView
    pinned: PinView | None
    latest: ReleaseSummary | None
    top_tracks: list[TopTrack]
    releases: dict[Type, list[ReleaseSummary]]
    videos: list[TrackRef]
    appears_on: list[ReleaseSummary]


@app.get("/artists/<artist_id>", summary="An artist's page")
def get_artist(artist_id: str) -> ArtistPage:
    me = caller(app)
    card = artist_card(artist_id, me)
    shelf = {kind: shelves.page(artist_id, kind, limit=SHOWN)[0] for kind in Type}
    others, _ = shelves.page(artist_id, shelves.APPEARS_ON, limit=SHOWN)
    videos, _ = shelves.page(artist_id, shelves.VIDEOS, limit=SHOWN)
    top = tops.top_tracks(artist_id, SHOWN + _SPARE)
    every = released([*(id_ for ids in shelf.values() for id_ in ids), *others], me)
    by_id = {release.id: release for release in every}
    tracks = track_refs.refs([*(track_id for track_id, _ in top), *videos], me)
    own = [release for release in every if release.artist.id == artist_id]
    return ArtistPage(
        artist=view(card),
        pinned=pinned(pins.get(artist_id), me),
        latest=max(own, key=lambda one: (one.release_date or "", one.id), default=None),
        top_tracks=[
            TopTrack(track=tracks[id_], plays=plays) for id_, plays in top if id_ in tracks
        ][:SHOWN],
        releases={kind: [by_id[id_] for id_ in ids if id_ in by_id] for kind, ids in shelf.items()},
        videos=[tracks[id_] for id_ in videos if id_ in tracks],
        appears_on=[by_id[id_] for id_ in others if id_ in by_id],
    )


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(tops.prepare)
handler = app.handler
