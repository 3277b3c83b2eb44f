"""How far an upload has come: what to send after an interruption."""

from didit360 import uploads
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.upload_forms import UploadStatus
from music.api.guards import owned
from music.data import catalogue

app = api()


@app.get("/tracks/<track_id>/uploads/<upload_id>", summary="The parts that have arrived")
def get_upload(track_id: str, upload_id: str) -> UploadStatus:
    artist = caller(app)
    return uploads.status(owned(track_id, artist).media_id, upload_id, artist.id)


before_snapshot(catalogue.prepare)
handler = app.handler
