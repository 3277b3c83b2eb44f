"""Let the artist send a release's artwork: at least 1400 px, looked at by what it is."""

from http import HTTPStatus

from didit360 import limits, pictures
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.pictures import NewPicture
from didit360.upload_forms import PostGrant
from music.api.release_guards import owned
from music.data import releases

app = api()


class NewArtwork(Model):
    file: NewPicture


class ArtworkUpload(Model):
    upload: PostGrant


@app.post(
    "/releases/<release_id>/artwork",
    summary="Send a release's artwork",
    status_code=HTTPStatus.CREATED,
)
def create_release_artwork(release_id: str, body: NewArtwork) -> ArtworkUpload:
    artist = caller(app)
    limits.spend("pictures", app)
    release = owned(release_id, artist)
    return ArtworkUpload(upload=pictures.grant("release", artist.id, release.id, body.file))


before_snapshot(releases.prepare)
handler = app.handler
