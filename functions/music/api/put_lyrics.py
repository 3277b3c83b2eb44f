"""Say what is sung: plain, or in time with the music, as LRC."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import Field

from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Unprocessable
from didit360.text import ANY_LINES, LEGIBLE
from music.api.guards import owned
from music.api.views import TrackView, view
from music.data import catalogue, lyrics
from music.data.lyrics import Lyrics
from music.domain import lyrics as reading
from music.domain.track import Track

MAX_LRC_LENGTH = 50_000

app = api()

Sung = Annotated[str, Field(pattern=ANY_LINES), LEGIBLE]


class NewLyrics(Model):
    """What is not there is taken away; without both, the track has no lyrics."""

    plain: Annotated[Sung, Field(max_length=reading.MAX_PLAIN_LENGTH)] | None = None
    lrc: Annotated[Sung, Field(max_length=MAX_LRC_LENGTH)] | None = Field(
        None, description="[01:23.45]words; with <01:23.45> before a word, word by word"
    )


@app.put("/tracks/<track_id>/lyrics", summary="Say what is sung")
def put_lyrics(
    track_id: str,
    body: NewLyrics,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[TrackView]:
    track = owned(track_id, caller(app))
    must_match(if_match, track.revision)
    found = _read(body)
    if found is None:
        lyrics.remove(track_id)
    else:
        lyrics.put(track_id, found)

    which: Literal["plain", "synced"] | None = None
    if found:
        which = "synced" if found.lines else "plain"

    def say(track: Track) -> Track:
        return track.with_lyrics(which, now())

    try:
        track = catalogue.change(track_id, say)
    except catalogue.TrackNotFoundError:
        # Deleted just now: its lyrics were removed before these were kept.
        lyrics.remove(track_id)
        raise
    return with_etag(view(track, to_owner=True), track.revision)


def _read(body: NewLyrics) -> Lyrics | None:
    """What was sent. Unprocessable (422), with the number of the line that is wrong."""
    try:
        lines = reading.parse(body.lrc) if body.lrc else ()
    except reading.BadLyricsError as bad:
        detail = f"Line {bad.number} of the LRC: {bad.why}."
        raise Unprocessable(detail, code="bad-lyrics", line=bad.number) from None
    plain = reading.clean(body.plain or "") or reading.plain(lines)
    return Lyrics(plain, lines) if plain else None


before_snapshot(catalogue.prepare)
before_snapshot(lyrics.prepare)
handler = app.handler
