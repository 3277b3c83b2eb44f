"""Let the owner send a picture of their own for a playlist."""

from http import HTTPStatus

from didit360 import database, limits, pictures
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.upload_forms import PostGrant
from music.api.playlist_guards import owned

app = api()


class NewCover(Model):
    file: pictures.NewPicture


class CoverUpload(Model):
    upload: PostGrant


@app.post(
    "/playlists/<playlist_id>/cover",
    summary="Upload a playlist's cover",
    status_code=HTTPStatus.CREATED,
)
def create_playlist_cover(playlist_id: str, body: NewCover) -> CoverUpload:
    me = caller(app)
    limits.spend("pictures", app)
    owned(playlist_id, me)
    return CoverUpload(upload=pictures.grant("playlist", me.id, playlist_id, body.file))


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler
