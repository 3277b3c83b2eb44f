"""Media and master playlists (RFC 8216bis), from the durations and sizes of real segments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

VERSION = 7
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Stream:
    """One rendition as it was written: `segments` are (duration in ticks, size in bytes).

    Of pictures a third number is a segment's bytes up to the end of its first, an IDR picture.
    """

    id: str
    kind: str
    codecs: str
    timescale: int
    segments: Sequence[tuple[int, ...]]
    score: float
    channels: int | None = None
    resolution: tuple[int, int] | None = None
    frame_rate: Fraction | None = None
    beside: str = ""
    """From the master's folder to the one that the rendition's lies in, with a slash."""

    @property
    def uri(self) -> str:
        return f"{self.beside}{self.id}/media.m3u8"

    @property
    def iframes_uri(self) -> str:
        return f"{self.beside}{self.id}/iframes.m3u8"

    @property
    def iframes(self) -> "Stream | None":
        """The stream of nothing but each segment's first picture; None of sound."""
        if self.kind != "video":
            return None
        return replace(self, segments=[(ticks, key) for ticks, _, key in self.segments])

    @property
    def duration(self) -> Fraction:
        return Fraction(sum(segment[0] for segment in self.segments), self.timescale)

    @property
    def average_bandwidth(self) -> int:
        """All bits over the whole duration, bits a second (4.4.6.2)."""
        return _ceil(8 * sum(segment[1] for segment in self.segments) / self.duration)

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
            for segment in self.segments[start:]:
                ticks += segment[0]
                size += segment[1]
                if ticks > most:
                    break
                if ticks >= half:
                    peak = max(peak, Fraction(8 * size * self.timescale, ticks))
        return max(_ceil(peak), self.average_bandwidth)


def target_duration(stream: Stream) -> int:
    """No segment, rounded to the nearest integer, may exceed it (4.4.3.1); rounded up here."""
    return max(1, _ceil(Fraction(max(segment[0] for segment in stream.segments), stream.timescale)))


def media_playlist(stream: Stream) -> str:
    """A rendition's own playlist; its EXTINFs add up to the exact duration, in microseconds."""
    lines = _head(stream)
    for number, micros in enumerate(_micros(stream), 1):
        lines += [_extinf(micros), segment_name(number)]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def iframe_playlist(iframes: Stream) -> str:
    """For trick play: of each segment its head and first picture alone (4.4.3.6).

    An EXTINF is the time to the next picture (4.3.4), so these add up to the duration too.
    """
    lines = [*_head(iframes), "#EXT-X-I-FRAMES-ONLY"]
    for number, (micros, segment) in enumerate(
        zip(_micros(iframes), iframes.segments, strict=True), 1
    ):
        ranged = f"#EXT-X-BYTERANGE:{segment[1]}@0"
        lines += [_extinf(micros), ranged, segment_name(number)]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _head(stream: Stream) -> list[str]:
    return [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{target_duration(stream)}",
        "#EXT-X-MEDIA-SEQUENCE:1",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-MAP:URI="init.mp4"',
    ]


def _extinf(micros: int) -> str:
    return f"#EXTINF:{micros // MICRO}.{micros % MICRO:06d},"


def segment_name(number: int) -> str:
    return f"{number:05d}.m4s"


def master_playlist(streams: Sequence[Stream]) -> str:
    """The playlist of playlists.

    Audio alone: every rendition is a variant. AAC stands first, with the rung that a player
    should begin on at the very top (Safari takes the first); the ladder, Opus and FLAC differ in
    CODECS, so hls.js keeps to one family, and SCORE says which it should like best. Video: one
    variant a rung, all with the one audio group, and its I-frames for scrubbing.
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
    # AVC before the rest, as AAC is: a player that looks no further gets what all can show.
    ordered = sorted(video, key=lambda rung: (not rung.codecs.startswith("avc1"), -rung.score))
    for stream in ordered:
        lines += _variant(stream, audio)
    for stream in ordered:
        if iframes := stream.iframes:
            lines.append(_trick_play(iframes))
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


def _trick_play(iframes: Stream) -> str:
    attributes = [
        f"BANDWIDTH={iframes.bandwidth}",
        f"AVERAGE-BANDWIDTH={iframes.average_bandwidth}",
        f"SCORE={iframes.score:g}",
        f'CODECS="{iframes.codecs}"',
    ]
    if iframes.resolution:
        attributes.append("RESOLUTION={}x{}".format(*iframes.resolution))
    attributes += ["VIDEO-RANGE=SDR", f'URI="{iframes.iframes_uri}"']
    return f"#EXT-X-I-FRAME-STREAM-INF:{','.join(attributes)}"


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
    for segment in stream.segments:
        ticks += segment[0]
        edges.append(round(Fraction(ticks * MICRO, stream.timescale)))
    return [after - before for before, after in pairwise(edges)]


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
