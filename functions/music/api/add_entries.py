"""Put tracks into a playlist, at a place."""

from http import HTTPStatus

from pydantic import Field

from didit360 import database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from didit360.problems import Unprocessable
from music.api.playlist_fields import EntryPlace, Tracks
from music.api.playlist_guards import edited
from music.api.playlist_views import AddedOrMoved, entry_views
from music.api.track_refs import refs
from music.data import catalogue, playlist_entries

app = api()


class NewEntries(Model):
    tracks: Tracks = Field(description="in the order that they shall stand in")
    place: EntryPlace = EntryPlace()


@app.post(
    "/playlists/<playlist_id>/entries",
    summary="Add tracks to a playlist",
    status_code=HTTPStatus.CREATED,
)
def add_entries(playlist_id: str, body: NewEntries) -> AddedOrMoved:
    me = caller(app)
    limits.spend("writes", app)
    edited(playlist_id, me)
    known = refs({track_id for track_id in body.tracks if is_id(track_id, "trk")}, me)
    if missing := sorted(set(body.tracks) - known.keys()):
        raise Unprocessable("There are no such tracks.", code="no-such-track", tracks=missing)
    added, after = playlist_entries.add(playlist_id, body.tracks, body.place.meant, me.id)
    return AddedOrMoved(
        items=entry_views(added, me), entry_count=after.entry_count, version=after.version
    )


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
