"""Lyrics: LRC in, with its offset, repeated lines and stamps of single words; WebVTT out.

LRC has no standard: this reads what players and editors agree upon. A line is `[mm:ss.xx]words`,
with as many stamps before the words as the line is sung; `<mm:ss.xx>` before a word says when it
begins ("enhanced" LRC, A2). `[offset:+500]` has everything half a second earlier, `[offset:-500]`
later. Other `[name:value]` lines (ar, ti, al, by, length ...) are passed over, and `#` begins a
comment. WebVTT is W3C's; words become its timestamp tags.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from didit360.text import honest

MAX_LINES = 2000
MAX_LINE_LENGTH = 500
MAX_PLAIN_LENGTH = 20_000
LAST_LINE_MS = 5000
"""How long the last line is shown, where nothing says when it ends."""

_STAMP = r"(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?"
_LINE_STAMP = re.compile(rf"\s*\[{_STAMP}\]")
_WORD_STAMP = re.compile(rf"<{_STAMP}>")
_OFFSET = re.compile(r"\s*\[\s*offset\s*:\s*([+-]?\d{1,7})\s*\]\s*", re.IGNORECASE)
_NAMED = re.compile(r"\s*\[\s*[a-z#_ ]{1,20}\s*:[^\]]*\]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    at_ms: int
    text: str
    """With the space that follows it."""


@dataclass(frozen=True, slots=True)
class Line:
    at_ms: int
    text: str
    """Empty: from here on nothing is sung."""
    words: tuple[Word, ...] = ()


class BadLyricsError(ValueError):
    """What is wrong in which line, the first being 1."""

    def __init__(self, number: int, why: str) -> None:
        self.number, self.why = number, why
        super().__init__(f"line {number}: {why}")


def parse(lrc: str) -> tuple[Line, ...]:
    """The lines in the order in which they are sung. Raises BadLyricsError."""
    offset = 0
    found: list[Line] = []
    for number, raw in enumerate(lrc.removeprefix("\ufeff").splitlines(), start=1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        moved = _OFFSET.fullmatch(raw)
        if moved:
            offset = int(moved[1])
            continue
        if not _LINE_STAMP.match(raw):
            if _NAMED.fullmatch(raw):
                continue
            raise BadLyricsError(number, "it has no time; write it as [01:23.45]words")
        found += _sung(raw, number)
        if len(found) > MAX_LINES:
            raise BadLyricsError(number, f"there are more than {MAX_LINES} lines")
    if not any(line.text for line in found):
        raise BadLyricsError(1, "there are no lyrics")
    return tuple(sorted((_moved(line, -offset) for line in found), key=lambda line: line.at_ms))


def plain(lines: Sequence[Line]) -> str:
    """The words without times; a blank line where nothing is sung."""
    return "\n".join(line.text for line in lines).strip()


def clean(text: str) -> str:
    """Plain lyrics with one kind of line end and no control characters."""
    lines = (_visible(line).rstrip() for line in text.removeprefix("\ufeff").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def ends(lines: Sequence[Line], duration_ms: int | None = None) -> list[int]:
    """Until when each line is sung: until a later one begins, the last until the track ends."""
    last = lines[-1].at_ms + LAST_LINE_MS
    if duration_ms is not None and duration_ms > lines[-1].at_ms:
        last = min(last, duration_ms)
    found: list[int] = []
    until = last
    for at, line in reversed(list(enumerate(lines))):
        later = lines[at + 1].at_ms if at + 1 < len(lines) else last
        until = later if later > line.at_ms else until
        found.append(until)
    return found[::-1]


def webvtt(lines: Sequence[Line], duration_ms: int | None = None) -> str:
    """As captions: a cue a line, lines that begin together in one cue."""
    cues = ["WEBVTT"]
    timed = zip(lines, ends(lines, duration_ms), strict=True)
    for (start, end), together in groupby(timed, key=lambda one: (one[0].at_ms, one[1])):
        text = "\n".join(_cue(line, end) for line, _ in together if line.text)
        if text:
            cues.append(f"{_clock(start)} --> {_clock(end)}\n{text}")
    return "\n\n".join(cues) + "\n"


def _sung(raw: str, number: int) -> list[Line]:
    """The line as often as it has stamps."""
    starts: list[int] = []
    position = 0
    while stamp := _LINE_STAMP.match(raw, position):
        starts.append(_milliseconds(stamp, number))
        position = stamp.end()
    rest = raw[position:].strip()
    if rest.startswith("[") and re.match(r"\[[\d:.]+\]", rest):
        raise BadLyricsError(number, "a time is none; write it as [01:23.45]")
    words = _words(rest, number)
    text = _visible(_WORD_STAMP.sub("", rest)).strip()
    text = re.sub(r"\s+", " ", text)
    if len(text) > MAX_LINE_LENGTH:
        raise BadLyricsError(number, f"it has more than {MAX_LINE_LENGTH} characters")
    first = Line(starts[0], text, words)
    # The words of a line that is sung again are timed as they were the first time.
    return [_again(first, start) for start in starts]


def _words(rest: str, number: int) -> tuple[Word, ...]:
    stamps = list(_WORD_STAMP.finditer(rest))
    found: list[Word] = []
    for at, stamp in enumerate(stamps):
        until = stamps[at + 1].start() if at + 1 < len(stamps) else len(rest)
        text = re.sub(r"\s+", " ", _visible(rest[stamp.end() : until]))
        moment = _milliseconds(stamp, number)
        if found and moment < found[-1].at_ms:
            raise BadLyricsError(number, "a word begins before the one before it")
        if text.strip():
            found.append(Word(moment, text.lstrip() if not found else text))
    return tuple(found)


def _milliseconds(stamp: re.Match[str], number: int) -> int:
    minutes, seconds, fraction = int(stamp[1]), int(stamp[2]), stamp[3] or ""
    if seconds > 59:
        raise BadLyricsError(number, "a minute has 60 seconds")
    return (minutes * 60 + seconds) * 1000 + int(fraction.ljust(3, "0"))


def _again(line: Line, start: int) -> Line:
    shift = start - line.at_ms
    return Line(start, line.text, tuple(Word(word.at_ms + shift, word.text) for word in line.words))


def _moved(line: Line, by: int) -> Line:
    words = tuple(Word(max(0, word.at_ms + by), word.text) for word in line.words)
    return Line(max(0, line.at_ms + by), line.text, words)


def _visible(text: str) -> str:
    kept = (" " if character == "\t" else character for character in honest(text))
    return "".join(character for character in kept if unicodedata.category(character) != "Cc")


def _cue(line: Line, end: int) -> str:
    if not line.words:
        return _escaped(line.text)
    # A timestamp tag has to lie within its cue, later than the one before.
    before, parts = line.at_ms, list[str]()
    for word in line.words:
        if before < word.at_ms < end:
            parts.append(f"<{_clock(word.at_ms)}>")
            before = word.at_ms
        parts.append(_escaped(word.text))
    return "".join(parts).strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
