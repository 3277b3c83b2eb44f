"""Let somebody listen: where the playlist is, the cookies that open it, and the gain."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from didit360 import playback
from didit360.clock import rfc3339
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from music.api.guards import visible
from music.data import catalogue

app = api(safe=True)


class Playback(Model):
    """URLs open with the cookies until `expires_at`; add `gain_db` to play at -14 LUFS."""

    playlist_url: str
    download_url: str | None
    peaks_url: str
    artwork_url: str | None
    poster_urls: list[str]
    storyboard_url: str | None = Field(
        description="WebVTT of a film's thumbnails, each `sheet.jpg#xywh=x,y,width,height`"
    )
    cookies: dict[str, str]
    gain_db: float
    expires_at: str


@app.post("/tracks/<track_id>/playback", summary="Listen or watch")
def create_playback(track_id: str) -> Response[Playback]:
    track = visible(track_id, caller(app))
    stream = track.stream
    if stream is None:
        raise Conflict("The track cannot be heard yet.", code="not-ready")
    grant = playback.grant(stream.prefix)

    def url(name: str | None) -> str | None:
        return f"{grant.base_url}{grant.path}{name}" if name else None

    files, loudness = stream.files, stream.facts.get("loudness") or {}
    body = Playback(
        playlist_url=f"{grant.base_url}{grant.path}{files['master']}",
        download_url=url(files.get("download")),
        peaks_url=f"{grant.base_url}{grant.path}{files['peaks_json']}",
        artwork_url=url(files.get("artwork")),
        poster_urls=[f"{grant.base_url}{grant.path}{name}" for name in files.get("posters", [])],
        storyboard_url=url(files.get("storyboard")),
        cookies=grant.cookies,
        gain_db=loudness.get("gain_db") or 0.0,
        expires_at=rfc3339(grant.expires_at),
    )
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/json",
        body=body,
        headers={"Set-Cookie": grant.set_cookie_headers(), "Cache-Control": "private, no-store"},
    )


before_snapshot(catalogue.prepare)
before_snapshot(playback.prepare)
handler = app.handler
