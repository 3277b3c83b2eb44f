"""Downloads every rendition of a grant, decodes it and counts: is it what the artist sent?

What was sent is what the facts say that was counted in the source. A constant frame rate that is
kept has exactly the source's frames. Another one (made from a variable rate, or from more than 60 a
second) has duration x frame rate of them, give or take one, as the ends of both need not meet.
A playlist's durations must sum up to what was decoded, but for the rounding of each.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import urljoin

import requests

from infra.cli.client import ApiError, Json
from media.data import ffmpeg
from media.domain.ladder import FRAME_RATES

_SECONDS = 3600.0
_TICKS = 24_000
"""The coarsest clock that pictures are timed with."""
_MILLISECOND = Fraction(1, 1000)
_KEPT = 1.5
"""A frame rate is the source's own if it makes no more frames than this of a difference."""


@dataclass(frozen=True)
class Finding:
    """One rendition: what its decoder gave against what the source has."""

    name: str
    codecs: str
    unit: str
    decoded: int
    expected: int
    playlist_seconds: Fraction | None
    rate: Fraction = Fraction(1)
    """Samples or frames a second."""
    tolerance: int = 0
    segments: int = 0

    @property
    def right(self) -> bool:
        """Not a sample or frame more or less than there may be, and a playlist as long as that."""
        return abs(self.decoded - self.expected) <= self.tolerance and self.playlist_is_right

    @property
    def playlist_is_right(self) -> bool:
        if self.playlist_seconds is None:
            return True
        ticks = _TICKS if self.unit == "frames" else self.rate
        rounding = max(_MILLISECOND, self.segments / (2 * Fraction(ticks)))
        return abs(self.playlist_seconds - self.decoded / self.rate) <= rounding


def check(track: Json, grant: Json, folder: Path, tell: Callable[[str], None]) -> list[Finding]:
    """Findings for each rendition in the master playlist and for the download."""
    web = requests.Session()
    web.cookies.update(grant["cookies"])
    master_url = grant["playlist_url"]
    known = {rendition["id"]: rendition for rendition in track["renditions"]}
    found = []
    for url in renditions(_get(web, master_url).decode(), master_url):
        name = url.rsplit("/", 2)[-2]
        tell(name)
        text = _get(web, url).decode()
        path = folder / f"{name}.mp4"
        with path.open("wb") as file:
            for part in segments(text, url):
                file.write(_get(web, part))
        found.append(_finding(name, known.get(name, {}), track["facts"], path, text))
        path.unlink()
    if grant.get("download_url"):
        tell("download")
        path = folder / "download.m4a"
        path.write_bytes(_get(web, grant["download_url"]))
        found.append(_finding("download", {}, track["facts"], path, None))
    return found


def renditions(master: str, url: str) -> list[str]:
    """Each media playlist of a master playlist once, in its order."""
    named = re.findall(r'^#EXT-X-MEDIA:.*\bURI="([^"]+)"', master, re.MULTILINE)
    variants = re.findall(r"^#EXT-X-STREAM-INF:.*\n([^#\n]+)$", master, re.MULTILINE)
    return list(dict.fromkeys(urljoin(url, uri.strip()) for uri in [*variants, *named]))


def segments(playlist: str, url: str) -> list[str]:
    """The init segment and the media segments of a media playlist."""
    maps = re.findall(r'^#EXT-X-MAP:.*\bURI="([^"]+)"', playlist, re.MULTILINE)
    lines = [line.strip() for line in playlist.splitlines()]
    return [urljoin(url, uri) for uri in [*maps, *(s for s in lines if s and s[0] != "#")]]


def length(playlist: str) -> Fraction:
    """The sum of a playlist's segment durations, in seconds, exactly as written."""
    return sum(_durations(playlist), Fraction(0))


def _durations(playlist: str) -> list[Fraction]:
    written = re.findall(r"^#EXTINF:([0-9.]+)", playlist, re.MULTILINE)
    return [Fraction(text) for text in written]


def _finding(name: str, rendition: Json, facts: Json, path: Path, playlist: str | None) -> Finding:
    codecs = rendition.get("codecs", "mp4a.40.2")
    seconds = None if playlist is None else length(playlist)
    segments = len(_durations(playlist or ""))
    if rendition.get("kind") == "video":
        pace = exact_rate(rendition["frame_rate"])
        expected, tolerance = expected_frames(facts["video"], pace)
        decoded = count_packets(path) if codecs.startswith("av01") else count_frames(path)
        return Finding(
            name, codecs, "frames", decoded, expected, seconds, pace, tolerance, segments
        )
    stream = next(s for s in ffmpeg.probe(path)["streams"] if s["codec_type"] == "audio")
    rate = int(stream["sample_rate"])
    expected = expected_samples(facts["samples"], facts["sample_rate"], rate)
    heard = heard_samples(path)
    return Finding(
        name, codecs, "samples", heard, expected, seconds, Fraction(rate), segments=segments
    )


def exact_rate(told: float) -> Fraction:
    """The rate that the API tells with three decimals: 30000/1001 for 29.97."""
    return next((r for r in FRAME_RATES if abs(r - told) <= 0.0005), Fraction(str(told)))


def expected_frames(video: Json, rate: Fraction) -> tuple[int, int]:
    """How many frames a rendition of that rate has, and by how many it may differ.

    The picture's own duration is its frames over their average rate: sound may last longer. That
    rate is told with three decimals, so a long film may differ by a little more than one frame.
    """
    frames, average = video["frames"], exact_rate(video["frame_rate"])
    blurred = 0 if average in FRAME_RATES else int(frames * rate / average * 0.0005 / average)
    expected = round(frames * rate / average)
    if abs(expected - frames) <= _KEPT + blurred:
        return frames, 0
    return expected, 1 + blurred


def expected_samples(samples: int, source_rate: int, rate: int) -> int:
    """Samples per channel after resampling, to the nearest."""
    return (2 * samples * rate + source_rate) // (2 * source_rate)


def heard_samples(path: Path) -> int:
    """Samples per channel that a gapless player plays: decoded, and cut where the track ends.

    ffmpeg takes the priming off, but it gives the last frame whole however short its container
    says that it lasts.
    """
    decoded = _decoded_samples(path)
    copied = ["-c", "copy", "-avoid_negative_ts", "disabled", "-f", "framecrc", "pipe:1"]
    args = ["-copyts", "-i", str(path), "-map", "0:a:0", *copied]
    packets = [line.split(",") for line in _lines(args)]
    end = max(int(pts) + int(duration) for _, _, pts, duration, *_ in packets)
    frame = max(int(duration) for _, _, _, duration, *_ in packets)
    return end if end <= decoded < end + frame else decoded


def _decoded_samples(path: Path) -> int:
    args = ["-i", str(path), "-map", "0:a:0", "-ac", "1", "-f", "s16le", "pipe:1"]
    return sum(len(block) for block in ffmpeg.stream(args, seconds=_SECONDS)) // 2


def count_frames(path: Path) -> int:
    """Frames that a decoder gives."""
    args = ["-i", str(path), "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framecrc"]
    return len(_lines([*args, "pipe:1"]))


def count_packets(path: Path) -> int:
    """Pictures that a file holds, undecoded: our ffmpeg makes AV1 and cannot show it.

    Each packet of AV1 has exactly one that is shown.
    """
    return len(_lines(["-i", str(path), "-map", "0:v:0", "-c", "copy", "-f", "framecrc", "pipe:1"]))


def _lines(args: list[str]) -> list[str]:
    text = b"".join(ffmpeg.stream(args, seconds=_SECONDS)).decode()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _get(web: requests.Session, url: str) -> bytes:
    answer = web.get(url, timeout=60)
    if not answer.ok:
        raise ApiError(f"{url} answered {answer.status_code}.", answer.status_code)
    return answer.content
