"""A program of its own: read a file's tags and print them as JSON, name -> values.

It runs with no credentials, little memory and little time (media.data.tags): mutagen reads files
that anybody may have made.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import mutagen
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

MOST_VALUES = 20
MOST_CHARACTERS = 40_000

_ID3 = {
    "title": ("TIT2",),
    "artist": ("TPE1",),
    "album": ("TALB",),
    "composer": ("TCOM",),
    "track_number": ("TRCK",),
    "disc_number": ("TPOS",),
    "date": ("TDRC", "TDRL", "TYER"),
    "isrc": ("TSRC",),
    "bpm": ("TBPM",),
    "key": ("TKEY",),
    "language": ("TLAN",),
    "copyright": ("TCOP",),
    "label": ("TPUB",),
    "barcode": ("TXXX:BARCODE", "TXXX:barcode", "TXXX:UPC"),
}
_MP4 = {
    "title": ("\xa9nam",),
    "artist": ("\xa9ART",),
    "album": ("\xa9alb",),
    "composer": ("\xa9wrt",),
    "track_number": ("trkn",),
    "disc_number": ("disk",),
    "date": ("\xa9day",),
    "genre": ("\xa9gen", "gnre"),
    "isrc": ("----:com.apple.iTunes:ISRC",),
    "lyrics": ("\xa9lyr",),
    "bpm": ("tmpo",),
    "key": ("----:com.apple.iTunes:initialkey", "----:com.apple.iTunes:KEY"),
    "language": ("----:com.apple.iTunes:LANGUAGE",),
    "copyright": ("cprt",),
    "label": ("----:com.apple.iTunes:LABEL",),
    "barcode": ("----:com.apple.iTunes:BARCODE", "----:com.apple.iTunes:UPC"),
}
_NAMED = {
    "title": ("title",),
    "artist": ("artist", "author", "wm/albumartist"),
    "album": ("album", "wm/albumtitle"),
    "composer": ("composer", "wm/composer"),
    "track_number": ("tracknumber", "track", "wm/tracknumber"),
    "disc_number": ("discnumber", "disc", "wm/partofset"),
    "date": ("date", "year", "wm/year"),
    "genre": ("genre", "wm/genre"),
    "isrc": ("isrc", "wm/isrc"),
    "lyrics": ("syncedlyrics", "lyrics", "unsyncedlyrics", "wm/lyrics"),
    "bpm": ("bpm", "tempo", "wm/beatsperminute"),
    "key": ("initialkey", "key", "wm/initialkey"),
    "language": ("language", "wm/language"),
    "copyright": ("copyright",),
    "label": ("label", "organization", "publisher", "wm/publisher"),
    "barcode": ("barcode", "upc", "ean", "wm/barcode"),
}
"""Vorbis comments, APEv2 and ASF: names in any case."""


def read(path: str) -> dict[str, list[str]]:
    """What the file's tags say; nothing for a file without tags, or of another kind."""
    file = mutagen.File(path)
    tags: Any = file.tags if file is not None else None
    if tags is None:
        return {}
    if isinstance(tags, ID3):
        return _taken(_ID3, lambda key: _frames(tags, key)) | _of_id3(tags)
    if isinstance(tags, MP4Tags):
        return _taken(_MP4, lambda key: _atoms(tags, key))
    by_name: dict[str, Any] = {}
    for key in tags.keys():  # noqa: SIM118  mutagen's tags are no dicts
        by_name.setdefault(str(key).lower(), tags[key])
    return _taken(_NAMED, lambda key: _values(by_name.get(key)))


def _taken(
    wanted: dict[str, tuple[str, ...]], values_of: Callable[[str], Iterator[str]]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, keys in wanted.items():
        for key in keys:
            values = [value[:MOST_CHARACTERS] for value in values_of(key)][:MOST_VALUES]
            if values:
                found[name] = values
                break
    return found


def _frames(tags: Any, key: str) -> Iterator[str]:
    for frame in tags.getall(key):
        yield from (str(text) for text in getattr(frame, "text", ()))


def _atoms(tags: Any, key: str) -> Iterator[str]:
    for value in tags.get(key) or ():
        yield _mp4_value(value)


def _of_id3(tags: Any) -> dict[str, list[str]]:
    """Genres, which may be numbers, and lyrics, which may have times."""
    found: dict[str, list[str]] = {}
    genres = [str(genre) for frame in tags.getall("TCON") for genre in frame.genres]
    if genres:
        found["genre"] = genres[:MOST_VALUES]
    timed = [frame for frame in tags.getall("SYLT") if frame.format == 2 and frame.type in {1, 2}]
    plain = [str(frame.text) for frame in tags.getall("USLT")]
    if timed:
        lines = (f"{_stamp(moment)}{text.strip()}" for text, moment in timed[0].text)
        found["lyrics"] = ["\n".join(lines)[:MOST_CHARACTERS]]
    elif plain:
        found["lyrics"] = [plain[0][:MOST_CHARACTERS]]
    return found


def _stamp(moment: int) -> str:
    return f"[{moment // 60_000:02}:{moment // 1000 % 60:02}.{moment % 1000:03}]"


def _mp4_value(value: Any) -> str:
    if isinstance(value, tuple):  # a number, and of how many
        return str(value[0])
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _values(value: Any) -> Iterator[str]:
    if value is None:
        return
    for one in value if isinstance(value, list) else [value]:
        yield str(one)


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1])))
