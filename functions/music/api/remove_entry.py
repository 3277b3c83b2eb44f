"""Take one entry out of a playlist."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import database
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from music.api.playlist_guards import edited
from music.data import playlist_entries

app = api()


@app.delete(
    "/playlists/<playlist_id>/entries/<entry_id>",
    summary="Remove an entry from a playlist",
    status_code=HTTPStatus.NO_CONTENT,
)
def remove_entry(playlist_id: str, entry_id: str) -> Response[None]:
    me = caller(app)
    edited(playlist_id, me)
    if not is_id(entry_id, "ent"):
        raise playlist_entries.EntryNotFoundError([entry_id])
    removed, _ = playlist_entries.remove(playlist_id, [entry_id], me.id)
    if not removed:
        raise playlist_entries.EntryNotFoundError([entry_id])
    return Response(status_code=HTTPStatus.NO_CONTENT)


before_snapshot(database.prepare)
handler = app.handler
