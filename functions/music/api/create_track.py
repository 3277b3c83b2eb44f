"""Register a track and hand the artist somewhere to upload its file."""

from http import HTTPStatus
from typing import Literal

from pydantic import Field

from didit360 import ids, limits, uploads
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.problems import Conflict
from didit360.text import Line
from didit360.upload_forms import UploadGrant
from music.api.credits import must_be_here
from music.api.detail_fields import DetailsChange
from music.api.files import TrackFile, followed
from music.api.views import TrackView, view
from music.data import catalogue
from music.domain.details import Details
from music.domain.track import MAX_OPEN_DRAFTS, UNTITLED, Track

app = api()


class NewTrack(Model):
    title: Line | None = Field(None, description="where there is none, the file's tags name it")
    kind: Literal["audio", "video"]
    details: DetailsChange = DetailsChange()
    file: TrackFile


class TrackWithUpload(Model):
    track: TrackView
    upload: UploadGrant


@app.post("/tracks", summary="Register a track", status_code=HTTPStatus.CREATED)
def create_track(body: NewTrack) -> TrackWithUpload:
    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("uploads", app)
    must_be_here(body.details, artist)
    follows = followed(body.file, artist, kind=body.kind)
    track_id, moment = ids.new("trk"), now()
    draft = Track(
        id=track_id,
        artist_id=artist.id,
        media_id=ids.twin(track_id, "med"),
        title=body.title or UNTITLED,
        kind=body.kind,
        created_at=moment,
        updated_at=moment,
        details=Details(untitled=body.title is None).saying(body.details.facts()),
    )
    try:
        catalogue.add(draft)
    except catalogue.TooManyDraftsError:
        raise Conflict(
            f"You have {MAX_OPEN_DRAFTS} drafts without a file: upload or delete one first.",
            code="too-many-drafts",
        ) from None
    upload = uploads.grant(draft.media_id, artist.id, draft.kind, body.file, follows=follows)
    return TrackWithUpload(track=view(draft, to_owner=True), upload=upload)


before_snapshot(catalogue.prepare)
before_snapshot(limits.prepare)
handler = app.handler
