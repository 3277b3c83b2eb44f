"""Move entries of a playlist to another place in it."""

from http import HTTPStatus

from pydantic import Field

from didit360 import database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Unprocessable
from music.api.playlist_fields import Entries, EntryPlace
from music.api.playlist_guards import edited
from music.api.playlist_views import AddedOrMoved, entry_views
from music.data import catalogue, playlist_entries

app = api()


class Move(Model):
    entries: Entries = Field(description="in the order that they shall stand in")
    place: EntryPlace


@app.post(
    "/playlists/<playlist_id>/entries/move",
    summary="Move entries of a playlist",
    status_code=HTTPStatus.OK,
)
def move_entries(playlist_id: str, body: Move) -> AddedOrMoved:
    me = caller(app)
    limits.spend("writes", app)
    edited(playlist_id, me)
    if len(set(body.entries)) < len(body.entries):
        raise Unprocessable("An entry is named twice.", code="named-twice")
    if body.place.entry_id in body.entries:
        detail = "The entry to put them at is itself to be moved."
        raise Unprocessable(detail, code="place-is-moved")
    moved, after = playlist_entries.move(playlist_id, body.entries, body.place.meant, me.id)
    return AddedOrMoved(
        items=entry_views(moved, me), entry_count=after.entry_count, version=after.version
    )


before_snapshot(catalogue.prepare)
before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
