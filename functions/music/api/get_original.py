"""Give the artist their own file back, byte for byte as it was sent."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from didit360 import originals
from didit360.clock import rfc3339
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import NotFound
from music.api.guards import owned
from music.data import catalogue
from music.domain.file_names import attachment, file_name

app = api()


class Original(Model):
    """GET `url`, without any header of ours, before `expires_at`. Ranges are answered."""

    url: str
    file_name: str = Field(description="the title, made safe for a file system, and an ending")
    size: int = Field(description="bytes")
    expires_at: str


@app.get("/tracks/<track_id>/original", summary="Download the file as it was sent")
def get_original(track_id: str) -> Response[Original]:
    artist = caller(app)
    track = owned(track_id, artist)
    stream = track.stream
    file = originals.kept(track.media_id, artist.id, stream.upload_id if stream else None)
    if file is None:
        detail = "There is no file of this track: none has arrived, or it was refused and removed."
        raise NotFound(detail, code="no-original")
    known = stream.facts if stream and stream.upload_id == file.upload_id else {}
    name = file_name(track.title, track.kind, known.get("container"), file.content_type)
    link = originals.link(file, attachment(name))
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/json",
        body=Original(
            url=link.url, file_name=name, size=file.size, expires_at=rfc3339(link.expires_at)
        ),
        headers={"Cache-Control": "private, no-store"},
    )


before_snapshot(catalogue.prepare)
handler = app.handler
