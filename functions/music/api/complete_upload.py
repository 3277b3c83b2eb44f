"""Join the parts of a large upload: the file has arrived."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from didit360 import uploads
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.upload_forms import SentPart
from didit360.uploads import MAX_PARTS
from music.api.guards import owned
from music.data import catalogue

app = api()


class SentParts(Model):
    parts: Annotated[list[SentPart], Field(min_length=1, max_length=MAX_PARTS)]


class Completed(Model):
    upload_id: str
    detail: str = "The file has arrived. Follow the track's state."


@app.post(
    "/tracks/<track_id>/uploads/<upload_id>/complete",
    summary="Complete a large upload",
    status_code=HTTPStatus.ACCEPTED,
)
def complete_upload(track_id: str, upload_id: str, body: SentParts) -> Completed:
    artist = caller(app)
    uploads.complete(owned(track_id, artist).media_id, upload_id, artist.id, body.parts)
    return Completed(upload_id=upload_id)


before_snapshot(catalogue.prepare)
handler = app.handler
