"""What is sung on a track, and when, as far as its artist says."""

from pydantic import Field

from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.guards import visible
from music.api.lyrics import of_track
from music.data import catalogue, lyrics
from music.domain.lyrics import ends

app = api()


class WordView(Model):
    start_ms: int
    text: str = Field(description="with the space that follows it")


class LineView(Model):
    start_ms: int
    end_ms: int
    text: str = Field(description="empty where nothing is sung")
    words: list[WordView] = Field(description="empty where words have no times of their own")


class LyricsView(Model):
    language: str | None
    plain: str
    lines: list[LineView] = Field(description="empty where lyrics have no times")


@app.get("/tracks/<track_id>/lyrics", summary="What is sung")
def get_lyrics(track_id: str) -> LyricsView:
    track = visible(track_id, caller(app))
    found = of_track(track)
    duration = track.stream.facts.get("duration_ms") if track.stream else None
    until = ends(found.lines, duration) if found.lines else []
    return LyricsView(
        language=track.details.language,
        plain=found.plain,
        lines=[
            LineView(
                start_ms=line.at_ms,
                end_ms=end,
                text=line.text,
                words=[WordView(start_ms=word.at_ms, text=word.text) for word in line.words],
            )
            for line, end in zip(found.lines, until, strict=True)
        ],
    )


before_snapshot(catalogue.prepare)
before_snapshot(lyrics.prepare)
handler = app.handler
