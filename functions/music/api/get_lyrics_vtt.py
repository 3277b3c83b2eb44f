"""What is sung on a track as captions (WebVTT), for any player's own track of text."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import NotFound
from music.api.guards import visible
from music.api.lyrics import of_track
from music.data import catalogue, lyrics
from music.domain.lyrics import webvtt

CAPTIONS = "text/vtt; charset=utf-8"
EXAMPLE = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nOver the hills and the snow\n"

app = api()


@app.get(
    "/tracks/<track_id>/lyrics.vtt",
    summary="What is sung, as captions",
    responses={
        200: {
            "description": "WebVTT, a cue a line.",
            "content": {"text/vtt": {"schema": {"type": "string", "examples": [EXAMPLE]}}},
        }
    },
)
def get_lyrics_vtt(track_id: str) -> Response[str]:
    track = visible(track_id, caller(app))
    found = of_track(track)
    if not found.lines:
        raise NotFound("The track's lyrics have no times.", code="no-synced-lyrics")
    duration = track.stream.facts.get("duration_ms") if track.stream else None
    return Response(
        status_code=HTTPStatus.OK,
        content_type=CAPTIONS,
        body=webvtt(found.lines, duration),
        headers={"Cache-Control": "private, no-store"},
    )


before_snapshot(catalogue.prepare)
before_snapshot(lyrics.prepare)
handler = app.handler
