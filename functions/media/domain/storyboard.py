"""A film's storyboard: small pictures at even steps, and which of them belongs to which moment.

The pictures lie as tiles on sheets; a WebVTT file names each by a media fragment (`#xywh=`), the
way that players take thumbnails for their seek bar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from media.domain.source import Video

TILE_SIDE = 160
"""Pixels of a tile's longer side."""
COLUMNS = ROWS = 10
A_SHEET = COLUMNS * ROWS
SHORTEST_STEP_MS = 2000
MOST_STEPS = 500
"""Five sheets: of two hours a picture every 14 seconds, of a day one every three minutes."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The film cut into `count` even steps of `milliseconds`; the last one may be shorter."""

    duration_ms: int
    milliseconds: int
    count: int

    @classmethod
    def of(cls, seconds: float) -> "Steps":
        duration = max(1, round(seconds * 1000))
        step = max(SHORTEST_STEP_MS, -(-duration // MOST_STEPS))
        return cls(duration, step, -(-duration // step))


def tile_size(video: Video) -> tuple[int, int]:
    """A tile's width and height: the picture as shown, never larger than the film."""
    factor = min(1.0, TILE_SIDE / max(video.width, video.height))
    return max(round(video.width * factor), 1), max(round(video.height * factor), 1)


def sheet_name(number: int) -> str:
    return f"storyboard-{number}.jpg"


def place(tile: int) -> tuple[int, int, int]:
    """Where the tile of that number is: its sheet (from 1), its column and its row."""
    sheet, on_it = divmod(tile, A_SHEET)
    row, column = divmod(on_it, COLUMNS)
    return sheet + 1, column, row


def sides(tiles: int, width: int, height: int) -> tuple[int, int]:
    """A sheet's width and height for so many tiles, at most A_SHEET."""
    return min(tiles, COLUMNS) * width, -(-tiles // COLUMNS) * height


def webvtt(steps: Steps, begins: Iterable[int], width: int, height: int) -> str:
    """`begins` are the steps at which the tiles, in their order, begin; the first shows from 0."""
    return "\n".join(["WEBVTT", "", *_cues(steps, list(begins), width, height)])


def _cues(steps: Steps, begins: list[int], width: int, height: int) -> Iterator[str]:
    starts = [0, *(step * steps.milliseconds for step in begins[1:]), steps.duration_ms]
    for tile, (start, end) in enumerate(pairwise(starts)):
        sheet, column, row = place(tile)
        yield f"{_clock(start)} --> {_clock(end)}"
        yield f"{sheet_name(sheet)}#xywh={column * width},{row * height},{width},{height}"
        yield ""


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"
