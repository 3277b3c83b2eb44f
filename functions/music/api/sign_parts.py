"""Give out URLs for further parts of a large upload."""

from typing import Annotated

from pydantic import Field

from didit360 import uploads
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.inputs import NUMBER
from didit360.upload_forms import Part
from didit360.uploads import PARTS_AT_ONCE
from music.api.guards import owned
from music.data import catalogue

app = api(safe=True)


class WantedParts(Model):
    numbers: Annotated[
        list[Annotated[int, Field(ge=1, le=10_000), NUMBER]],
        Field(min_length=1, max_length=PARTS_AT_ONCE),
    ]


class SignedParts(Model):
    parts: list[Part]


@app.post("/tracks/<track_id>/uploads/<upload_id>/parts", summary="URLs for more parts")
def sign_parts(track_id: str, upload_id: str, body: WantedParts) -> SignedParts:
    artist = caller(app)
    media_id = owned(track_id, artist).media_id
    return SignedParts(parts=uploads.parts(media_id, upload_id, artist.id, body.numbers))


before_snapshot(catalogue.prepare)
handler = app.handler
