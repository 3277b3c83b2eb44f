"""Lyrics, in a row of their own beside their track's: they are read much less, and are long."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from music.domain.lyrics import Line, Word

if TYPE_CHECKING:
    from music.data.lyrics_rows import LyricsRow


@dataclass(frozen=True, slots=True)
class Lyrics:
    """Either or both; `plain` without times where there are only lines with them."""

    plain: str
    lines: tuple[Line, ...] = ()


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.lyrics_rows  # noqa: F401


def get(track_id: str) -> Lyrics | None:
    row = _model()
    try:
        found = row.get(row_id(track_id), consistent_read=True)
    except row.DoesNotExist:
        return None
    lines = tuple(
        Line(int(at), text, tuple(Word(int(when), word) for when, word in words))
        for at, text, words in found.lines or ()
    )
    return Lyrics(found.plain, lines)


def put(track_id: str, lyrics: Lyrics) -> None:
    lines = [
        [line.at_ms, line.text, [[word.at_ms, word.text] for word in line.words]]
        for line in lyrics.lines
    ]
    _model()(row_id(track_id), plain=lyrics.plain, lines=lines or None).save()


def remove(track_id: str) -> None:
    """Safe to repeat."""
    _model()(row_id(track_id)).delete()


def row_id(track_id: str) -> str:
    return f"lyrics#{track_id}"


def _model() -> "type[LyricsRow]":
    from music.data.lyrics_rows import LyricsRow

    return LyricsRow
