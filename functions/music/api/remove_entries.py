"""Take entries out of a playlist; those that are gone already don't matter."""

from http import HTTPStatus

from didit360 import database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.playlist_fields import Entries
from music.api.playlist_guards import edited
from music.data import playlist_entries

app = api()


class Unwanted(Model):
    entries: Entries


class Removed(Model):
    removed: list[str]
    entry_count: int
    version: int


@app.post(
    "/playlists/<playlist_id>/entries/remove",
    summary="Remove entries from a playlist",
    status_code=HTTPStatus.OK,
)
def remove_entries(playlist_id: str, body: Unwanted) -> Removed:
    me = caller(app)
    limits.spend("writes", app)
    edited(playlist_id, me)
    wanted = list(dict.fromkeys(body.entries))
    removed, after = playlist_entries.remove(playlist_id, wanted, me.id)
    return Removed(removed=removed, entry_count=after.entry_count, version=after.version)


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
