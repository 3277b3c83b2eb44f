"""Let somebody listen: where the playlist is, the cookies that open it, and the gain."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from didit360 import people, pictures, playback
from didit360.clock import rfc3339
from didit360.http import Model, api, before_snapshot
from didit360.identity import Caller, caller
from didit360.pictures import PictureView
from didit360.problems import Conflict
from music.api.guards import visible
from music.api.play_session import PlaySession, session
from music.data import catalogue
from music.domain.track import Stream, Track

app = api(safe=True)


class Playback(Model):
    """URLs open with the cookies until `expires_at`; add `gain_db` to play at -14 LUFS."""

    playlist_url: str
    download_url: str | None
    peaks_url: str
    artwork_url: str | None = Field(description="the cover in the file itself, with the cookies")
    artwork: PictureView | None = Field(
        description="what to show: of the release, or the file's cover; for everybody, as paths"
    )
    poster_urls: list[str]
    storyboard_url: str | None = Field(
        description="WebVTT of a film's thumbnails, each `sheet.jpg#xywh=x,y,width,height`"
    )
    cookies: dict[str, str]
    gain_db: float
    expires_at: str
    lossless: bool = Field(
        description="whether the playlist names a lossless rendition; not without a plan for it"
    )
    session: PlaySession


@app.post("/tracks/<track_id>/playback", summary="Listen or watch")
def create_playback(
    track_id: str,
    release_id: Annotated[
        str | None, Query(max_length=40, description="the release that it is heard from")
    ] = None,
) -> Response[Playback]:
    me = caller(app)
    track = visible(track_id, me)
    stream = track.stream
    if stream is None:
        raise Conflict("The track cannot be heard yet.", code="not-ready")
    whole = _may_hear_all(track, stream, me)
    # Beside what is lossless there is another playlist, without it.
    lossless = whole and bool(stream.files.get("standard"))
    grant = playback.grant(stream.prefix, lossless=lossless)

    def url(name: str | None) -> str | None:
        return f"{grant.base_url}{grant.path}{name}" if name else None

    files, loudness = stream.files, stream.facts.get("loudness") or {}
    playlist = files["master"] if whole else files["standard"]
    body = Playback(
        playlist_url=f"{grant.base_url}{grant.path}{playlist}",
        download_url=url(files.get("download")),
        peaks_url=f"{grant.base_url}{grant.path}{files['peaks_json']}",
        artwork_url=url(files.get("artwork")),
        artwork=pictures.shown(track.picture),
        poster_urls=[f"{grant.base_url}{grant.path}{name}" for name in files.get("posters", [])],
        storyboard_url=url(files.get("storyboard")),
        cookies=grant.cookies,
        gain_db=loudness.get("gain_db") or 0.0,
        expires_at=rfc3339(grant.expires_at),
        lossless=lossless,
        session=session(track, stream, me, release_id, expires_at=grant.expires_at),
    )
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/json",
        body=body,
        headers={"Set-Cookie": grant.set_cookie_headers(), "Cache-Control": "private, no-store"},
    )


def _may_hear_all(track: Track, stream: Stream, me: Caller) -> bool:
    # Streams of old have one playlist; so has what is not lossless.
    if track.artist_id == me.id or not stream.files.get("standard"):
        return True
    return people.may(me.id, "stream:lossless")


before_snapshot(catalogue.prepare)
before_snapshot(playback.prepare)
handler = app.handler
