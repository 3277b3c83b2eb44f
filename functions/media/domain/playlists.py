"""Media and master playlists (RFC 8216bis), from the durations and sizes of real segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

VERSION = 7
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Stream:
    """One rendition as it was written: `segments` are (duration in ticks, size in bytes)."""

    id: str
    kind: str
    codecs: str
    timescale: int
    segments: Sequence[tuple[int, int]]
    score: float
    channels: int | None = None
    resolution: tuple[int, int] | None = None
    frame_rate: Fraction | None = None

    @property
    def uri(self) -> str:
        return f"{self.id}/media.m3u8"

    @property
    def duration(self) -> Fraction:
        return Fraction(sum(ticks for ticks, _ in self.segments), self.timescale)

    @property
    def average_bandwidth(self) -> int:
        """All bits over the whole duration, bits a second (4.4.6.2)."""
        return _ceil(8 * sum(size for _, size in self.segments) / self.duration)

    @property
    def bandwidth(self) -> int:
        """The peak segment bit rate, bits a second.

        The largest of any contiguous run of segments that lasts between 0.5 and 1.5 target
        durations (4.4.6.2, 4.1).
        """
        target = target_duration(self)
        half, most = (Fraction(target * part, 2) * self.timescale for part in (1, 3))
        peak = Fraction(0)
        for start in range(len(self.segments)):
            ticks = size = 0
            for more_ticks, more_size in self.segments[start:]:
                ticks += more_ticks
                size += more_size
                if ticks > most:
                    break
                if ticks >= half:
                    peak = max(peak, Fraction(8 * size * self.timescale, ticks))
        return max(_ceil(peak), self.average_bandwidth)


def target_duration(stream: Stream) -> int:
    """No segment, rounded to the nearest integer, may exceed it (4.4.3.1); rounded up here."""
    return max(1, _ceil(Fraction(max(ticks for ticks, _ in stream.segments), stream.timescale)))


def media_playlist(stream: Stream) -> str:
    """A rendition's own playlist; its EXTINFs add up to the exact duration, in microseconds."""
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{target_duration(stream)}",
        "#EXT-X-MEDIA-SEQUENCE:1",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-MAP:URI="init.mp4"',
    ]
    for number, micros in enumerate(_micros(stream), 1):
        lines += [f"#EXTINF:{micros // MICRO}.{micros % MICRO:06d},", segment_name(number)]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def segment_name(number: int) -> str:
    return f"{number:05d}.m4s"


def master_playlist(streams: Sequence[Stream]) -> str:
    """The playlist of playlists.

    Audio alone: every rendition is a variant. AAC stands first, with the rung that a player
    should begin on at the very top (Safari takes the first); the ladder, Opus and FLAC differ in
    CODECS, so hls.js keeps to one family, and SCORE says which it should like best. Video: one
    variant a rung, all with the one audio group.
    """
    video = [stream for stream in streams if stream.kind == "video"]
    audio = [stream for stream in streams if stream.kind == "audio"]
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if not video:
        for stream in _beginning_first(audio):
            lines += _variant(stream, [])
        return "\n".join([*lines, ""])
    for index, stream in enumerate(audio):
        lines.append(
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",'
            f'NAME="{stream.id}",DEFAULT={"NO" if index else "YES"},AUTOSELECT=YES,'
            f'CHANNELS="{stream.channels}",URI="{stream.uri}"'
        )
    for stream in sorted(video, key=lambda rung: rung.score, reverse=True):
        lines += _variant(stream, audio)
    return "\n".join([*lines, ""])


def _variant(stream: Stream, group: Sequence[Stream]) -> list[str]:
    codecs = dict.fromkeys([stream.codecs, *(audio.codecs for audio in group)])
    attributes = [
        f"BANDWIDTH={stream.bandwidth + max((a.bandwidth for a in group), default=0)}",
        "AVERAGE-BANDWIDTH="
        f"{stream.average_bandwidth + max((a.average_bandwidth for a in group), default=0)}",
        f"SCORE={stream.score:g}",
        f'CODECS="{",".join(codecs)}"',
    ]
    if stream.resolution:
        attributes.append("RESOLUTION={}x{}".format(*stream.resolution))
    if stream.frame_rate:
        attributes.append(f"FRAME-RATE={float(stream.frame_rate):.3f}")
    if stream.kind == "video":
        attributes += ["VIDEO-RANGE=SDR", "CLOSED-CAPTIONS=NONE"]
    if group:
        attributes.append('AUDIO="audio"')
    return [f"#EXT-X-STREAM-INF:{','.join(attributes)}", stream.uri]


def _beginning_first(audio: Sequence[Stream]) -> list[Stream]:
    """AAC before the rest, and of the AAC rungs the best under 160 kbit/s first."""
    aac = [stream for stream in audio if stream.codecs.startswith("mp4a")]
    rest = [stream for stream in audio if stream not in aac]
    modest = [stream for stream in aac if stream.average_bandwidth < 160_000]
    first = max(modest or aac, key=lambda stream: stream.average_bandwidth, default=None)
    return sorted(aac, key=lambda stream: (stream is not first, stream.score)) + rest


def _micros(stream: Stream) -> list[int]:
    """Each duration in microseconds, rounded on the running sum: errors never add up."""
    edges = [0]
    ticks = 0
    for duration, _ in stream.segments:
        ticks += duration
        edges.append(round(Fraction(ticks * MICRO, stream.timescale)))
    return [after - before for before, after in pairwise(edges)]


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
