"""What a downloaded file is called: the track's title, made safe, and what the file really is."""

import unicodedata
from urllib.parse import quote

MOST_BYTES = 180
"""Of a title; file systems take 255 for a whole name."""

_BY_CONTAINER = {
    "aiff": ("aiff", "aiff"),
    "asf": ("wma", "wmv"),
    "avi": ("avi", "avi"),
    "caf": ("caf", "caf"),
    "flac": ("flac", "flac"),
    "matroska": ("mka", "mkv"),
    "mp3": ("mp3", "mp3"),
    "mp4": ("m4a", "mp4"),
    "ogg": ("ogg", "ogv"),
    "w64": ("w64", "w64"),
    "wav": ("wav", "wav"),
}
"""Container -> ending without and with a picture."""

_BY_TYPE = {
    "application/ogg": "ogg",
    "audio/aiff": "aiff",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/x-aiff": "aiff",
    "audio/x-flac": "flac",
    "audio/x-ms-wma": "wma",
    "audio/x-wav": "wav",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
}
_FORBIDDEN = frozenset('/\\:*?"<>|')


def file_name(title: str, kind: str, container: str | None, content_type: str) -> str:
    """By what was found in the file where that is known, else by what its sender said."""
    if container in _BY_CONTAINER:
        ending = _BY_CONTAINER[container][kind == "video"]
    else:
        ending = _BY_TYPE.get(content_type, "")
    return f"{_safe(title)}.{ending}" if ending else _safe(title)


def attachment(name: str) -> str:
    """Content-Disposition (RFC 6266): in ASCII for the oldest, in UTF-8 (RFC 8187) for the rest."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join("_" if character in '"\\%' else character for character in plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _safe(title: str) -> str:
    # Categories C*: control characters, and those that turn the direction of text around them,
    # which would let `gpj.exe` pass for a picture.
    kept = "".join(
        "_" if character in _FORBIDDEN else character
        for character in unicodedata.normalize("NFC", title)
        if unicodedata.category(character)[0] != "C"
    )
    short = kept.encode()[:MOST_BYTES].decode("utf-8", "ignore")
    # Neither hidden, nor ending in what Windows drops.
    return short.strip(" .") or "track"
