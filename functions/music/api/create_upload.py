"""Send another file for a track: listeners hear the old one until the new one is ready."""

from http import HTTPStatus

from didit360 import limits, uploads
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.upload_forms import UploadGrant
from music.api.files import TrackFile, followed
from music.api.guards import owned
from music.data import catalogue

app = api()


class NewUpload(Model):
    file: TrackFile


class Upload(Model):
    upload: UploadGrant


@app.post("/tracks/<track_id>/uploads", summary="Upload again", status_code=HTTPStatus.CREATED)
def create_upload(track_id: str, body: NewUpload) -> Upload:
    artist = caller(app)
    track = owned(track_id, artist)
    limits.spend("uploads", app)
    follows = followed(body.file, artist, kind=track.kind, track_id=track.id)
    uploads.must_have_room(track.media_id)
    upload = uploads.grant(track.media_id, artist.id, track.kind, body.file, follows=follows)
    return Upload(upload=upload)


before_snapshot(catalogue.prepare)
before_snapshot(limits.prepare)
handler = app.handler
