"""Downloads every rendition of a grant, decodes it and counts: is it what the artist sent?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import urljoin

import requests

from infra.cli.client import ApiError, Json
from media.data import ffmpeg

_SECONDS = 3600.0


@dataclass(frozen=True)
class Finding:
    """One rendition: what its decoder gave against what the source has."""

    name: str
    codecs: str
    unit: str
    decoded: int
    expected: int
    playlist_seconds: Fraction | None

    @property
    def right(self) -> bool:
        """Not a sample or frame more or less."""
        return self.decoded == self.expected


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
        found.append(_finding(name, known.get(name, {}), track["facts"], path, length(text)))
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
    durations = re.findall(r"^#EXTINF:([0-9.]+)", playlist, re.MULTILINE)
    return sum((Fraction(text) for text in durations), Fraction(0))


def _finding(
    name: str, rendition: Json, facts: Json, path: Path, seconds: Fraction | None
) -> Finding:
    codecs = rendition.get("codecs", "mp4a.40.2")
    if rendition.get("kind") == "video":
        expected = facts["video"]["frames"]
        return Finding(name, codecs, "frames", count_frames(path), expected, seconds)
    stream = next(s for s in ffmpeg.probe(path)["streams"] if s["codec_type"] == "audio")
    rate = int(stream["sample_rate"])
    expected = expected_samples(facts["samples"], facts["sample_rate"], rate)
    return Finding(name, codecs, "samples", heard_samples(path), expected, seconds)


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


def _lines(args: list[str]) -> list[str]:
    text = b"".join(ffmpeg.stream(args, seconds=_SECONDS)).decode()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _get(web: requests.Session, url: str) -> bytes:
    answer = web.get(url, timeout=60)
    if not answer.ok:
        raise ApiError(f"{url} answered {answer.status_code}.", answer.status_code)
    return answer.content
