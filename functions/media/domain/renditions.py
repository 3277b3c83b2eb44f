"""What is made of a source: its renditions, each with the grid that its segments begin on.

Everything is counted in frames of a rendition (an AAC frame is 1024 samples, an Opus packet 960,
a FLAC frame 4096, a picture one tick of the frame rate), because frames are what a chunk's worker
can start and stop at.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Any

from media.domain.cmaf import Grid
from media.domain.ladder import Rung, aac_sample_rate, audio_ladder, flac_bits, frame_rate, ladder
from media.domain.source import Audio, Source

AAC_FRAME = 1024
AAC_PRIMING = 1024
AAC_WARM_UP = 128
"""3 s, encoded and dropped before a later chunk. After 64 frames 6 of 320 joins of two songs were
worse than those of an encoder that did not stop; after 128 none was."""
AAC_START_WARM_UP = 64
"""At the very start: the first 50 ms are then as good as the rest."""
OPUS_RATE = 48_000
OPUS_FRAME = 960
OPUS_PRIMING = 312
OPUS_WARM_UP = 16
"""Only for later chunks: at the very start a decoder has no history, so the encoder needs none."""
FLAC_FRAME = 4096
LOOK_AHEAD = 2
"""Frames that an audio encoder sees after the last it gives, so that it ends no chunk in haste."""

AUDIO_SEGMENT_FRAMES = 256
PICTURES_DELAYED = 2
"""x264 with a pyramid of B-frames decodes two pictures before it shows the first."""
AV1_SHORT_SIDE = 1080
AV1_SHARE = 0.6
"""Of the bits that H.264 may take."""
GROUP_SECONDS = 2
GROUPS_PER_SEGMENT = 2


@dataclass(frozen=True, slots=True)
class Rendition:
    """One stream to make. `frame` and `priming` count ticks of `timescale`, which for sound is
    the sample rate; segment k begins at frame k * segment_frames / segment_per, rounded.
    """

    id: str
    kind: str
    codec: str
    bit_rate: int
    score: float
    timescale: int
    frame: int
    priming: int
    warm_up: int
    start_warm_up: int
    segment_frames: int
    segment_per: int = 1
    sample_rate: int | None = None
    channels: int | None = None
    bits: int | None = None
    width: int | None = None
    height: int | None = None
    frame_rate: str | None = None
    group: int | None = None
    """Pictures from one IDR to the next."""
    profile: str | None = None
    aligned: int | None = None
    """Frames from one that begins at a whole sample of the source to the next; none is one."""

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Rendition":
        return cls(**given)

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    @property
    def lossless(self) -> bool:
        return self.codec == "flac"

    @property
    def grid(self) -> Grid:
        return Grid(self.segment_frames, self.segment_per)


def renditions_of(source: Source, *, louder: bool = False, av1: bool = False) -> list[Rendition]:
    """What a source is worth, from its kind and its quality.

    `louder`, its samples are no longer what they were, and need finer steps; `av1` adds that rung
    where the picture is large enough.
    """
    if source.kind == "video" and source.video:
        return _video(source, av1=av1)
    return _audio_only(source, louder=louder)


def _audio_only(source: Source, *, louder: bool) -> list[Rendition]:
    if source.audio is None:
        raise ValueError("an audio plan for a source without sound")
    sound = source.audio
    channels = min(sound.channels, 2)
    rate = aac_sample_rate(sound.sample_rate)
    rungs = audio_ladder(sound, rate, channels)
    renditions = [_aac(name, bit_rate, sound, channels) for name, bit_rate in rungs.aac]
    seconds = Fraction(renditions[0].segment_frames * AAC_FRAME, rate)
    if rungs.opus:
        # Opus is always 48 kHz; its segments begin at the packets nearest to AAC's.
        packets = seconds * OPUS_RATE / OPUS_FRAME
        renditions.append(
            Rendition(
                id="opus-128",
                kind="audio",
                codec="opus",
                bit_rate=rungs.opus,
                score=2.5,
                timescale=OPUS_RATE,
                frame=OPUS_FRAME,
                priming=OPUS_PRIMING,
                warm_up=OPUS_WARM_UP,
                start_warm_up=0,
                segment_frames=packets.numerator,
                segment_per=packets.denominator,
                sample_rate=OPUS_RATE,
                channels=channels,
                aligned=_aligned(OPUS_RATE, OPUS_FRAME, sound.sample_rate),
            )
        )
    if sound.lossless:
        frames = seconds * sound.sample_rate / FLAC_FRAME
        renditions.append(
            Rendition(
                id="flac",
                kind="audio",
                codec="flac",
                bit_rate=0,
                score=5,
                timescale=sound.sample_rate,
                frame=FLAC_FRAME,
                priming=0,
                warm_up=0,
                start_warm_up=0,
                segment_frames=frames.numerator,
                segment_per=frames.denominator,
                sample_rate=sound.sample_rate,
                channels=channels,
                bits=24 if louder else flac_bits(sound),
            )
        )
    return renditions


def _aac(name: str, bit_rate: int, sound: Audio, channels: int) -> Rendition:
    rate = aac_sample_rate(sound.sample_rate)
    return Rendition(
        id=name,
        kind="audio",
        codec="aac",
        bit_rate=bit_rate,
        score={"aac-64": 1, "aac-128": 2, "aac-256": 3}[name],
        timescale=rate,
        frame=AAC_FRAME,
        priming=AAC_PRIMING,
        warm_up=AAC_WARM_UP,
        start_warm_up=min(AAC_START_WARM_UP, 3 * rate // (2 * AAC_FRAME)),
        segment_frames=_segment_frames(rate),
        sample_rate=rate,
        channels=channels,
        aligned=_aligned(rate, AAC_FRAME, sound.sample_rate),
    )


def _aligned(rate: int, frame: int, source_rate: int) -> int | None:
    frames = rate // gcd(rate, frame * source_rate)
    return frames if frames > 1 else None


def _segment_frames(rate: int) -> int:
    """256 frames at 44.1 and 48 kHz (5.9 and 5.5 s), a power of two near 6 s at lower rates."""
    frames = AUDIO_SEGMENT_FRAMES
    while frames > 16 and frames * AAC_FRAME > 7 * rate:
        frames //= 2
    return frames


def _video(source: Source, *, av1: bool) -> list[Rendition]:
    if source.video is None:
        raise ValueError("a video plan for a source without pictures")
    # The fastest stretch decides, so that no picture of it is lost.
    rate = frame_rate(Fraction(source.video.peak_rate or source.video.frame_rate))
    group = round(GROUP_SECONDS * rate)
    # A fine timescale keeps players that round to its ticks from drifting.
    fine = 1 if rate.numerator > 10_000 else 1000
    rungs = ladder(source.video.width, source.video.height)
    renditions = [_h264(rung, rate, group, fine) for rung in rungs]
    if av1 and min(source.video.width, source.video.height) >= AV1_SHORT_SIDE:
        # Behind the rung of its size, whose pictures it gets.
        renditions.insert(1, _av1(renditions[0]))
    if source.audio:
        channels = min(source.audio.channels, 2)
        sound_rate = aac_sample_rate(source.audio.sample_rate)
        bit_rate = audio_ladder(source.audio, sound_rate, channels, only=128_000).aac[0][1]
        renditions.append(_aac("aac-128", bit_rate, source.audio, channels))
    return renditions


def _av1(like: Rendition) -> Rendition:
    """The best rung once more, for players that know the better codec.

    Its pictures are shown in the order in which they are sent: hidden ones travel with them.
    """
    return replace(
        like,
        id="av1-1080",
        codec="av1",
        bit_rate=round(like.bit_rate * AV1_SHARE),
        score=like.score + 0.5,
        priming=0,
        profile=None,
    )


def _h264(rung: Rung, rate: Fraction, group: int, fine: int) -> Rendition:
    return Rendition(
        id=rung.id,
        kind="video",
        codec="h264",
        bit_rate=round(rung.bit_rate * (1.4 if rate > 32 else 1)),
        score=rung.score,
        timescale=rate.numerator * fine,
        frame=rate.denominator * fine,
        priming=PICTURES_DELAYED * rate.denominator * fine,
        warm_up=0,
        start_warm_up=0,
        segment_frames=group * GROUPS_PER_SEGMENT,
        width=rung.width,
        height=rung.height,
        frame_rate=f"{rate.numerator}/{rate.denominator}",
        group=group,
        profile=rung.profile,
    )
