"""The ladders: which bit rates, sample rates, sizes and frame rates a source is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from media.domain.source import Audio

AAC_RUNGS = (("aac-64", 64_000), ("aac-128", 128_000), ("aac-256", 256_000))
AAC_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
AAC_MOST_BITS = 6144
"""A channel and frame, of which some must stay free (ISO/IEC 14496-3, 4.5.3)."""
OPUS_BIT_RATE = 128_000
NOMINAL = 1.05
"""No rung is above its lossy source; this is only how far a 128 kbit/s file may measure below its
name."""
LEAST_AAC_BITS = 16_000
AAC_STEP = 8_000

FRAME_RATES = [
    Fraction(rate) for rate in (*("24000/1001", 24, 25, "30000/1001", 30, 48, 50), "60000/1001", 60)
]
MOST_FRAMES = 60
LEAST_FRAMES = 5

VIDEO_RUNGS = (
    # id, long side, short side, most bits a second, H.264 profile
    ("h264-1080", 1920, 1080, 5_000_000, "high"),
    ("h264-720", 1280, 720, 2_800_000, "high"),
    ("h264-480", 854, 480, 1_400_000, "main"),
    ("h264-360", 640, 360, 800_000, "main"),
)


@dataclass(frozen=True, slots=True)
class AudioLadder:
    aac: Sequence[tuple[str, int]]
    opus: int | None


@dataclass(frozen=True, slots=True)
class Rung:
    id: str
    width: int
    height: int
    bit_rate: int
    profile: str
    score: float


def audio_ladder(source: Audio, rate: int, channels: int, only: int | None = None) -> AudioLadder:
    """The AAC rungs and Opus's bit rate that a source is worth; never no AAC rung at all.

    Where even the lowest is more than the source has, it takes the source's own bit rate, rounded
    down. `only` asks for the one rung of that bit rate.
    """
    worth = float("inf")
    if not source.lossless and source.bit_rate:
        worth = source.bit_rate * NOMINAL
    codec_most = AAC_MOST_BITS * rate // 1024 * channels * 9 // 10
    rungs = [(name, bits) for name, bits in AAC_RUNGS if only is None or bits == only]
    kept = [(name, bits) for name, bits in rungs if bits <= min(worth, codec_most)]
    if not kept:
        name, bits = rungs[0]
        if bits > worth:
            bits = max(LEAST_AAC_BITS, int(worth // AAC_STEP) * AAC_STEP)
        kept = [(name, min(bits, codec_most))]
    return AudioLadder(kept, OPUS_BIT_RATE if worth >= OPUS_BIT_RATE else None)


def aac_sample_rate(rate: int) -> int:
    """The source's own where AAC-LC has it; above 48 kHz 44.1 or 48, whichever divides better."""
    if rate > AAC_RATES[-1]:
        return 44_100 if rate % 11_025 == 0 else 48_000
    return next(supported for supported in AAC_RATES if supported >= rate)


def flac_bits(source: Audio) -> int:
    return 16 if (source.bit_depth or 16) <= 16 else 24


def ladder(width: int, height: int) -> list[Rung]:
    """Rungs from the best down for a picture shown at width x height; none is upscaled.

    A rung is a box, turned for portrait. The picture is fitted into it, so that cinema formats
    keep their width; rungs that could not show more than the next one below are left out.
    """
    rungs: list[Rung] = []
    for score, (name, long, short, bits, profile) in enumerate(reversed(VIDEO_RUNGS), 1):
        box = (long, short) if width >= height else (short, long)
        scale = min(Fraction(1), Fraction(box[0], width), Fraction(box[1], height))
        sides = _even(width * scale, width), _even(height * scale, height)
        if not rungs or sides != (rungs[0].width, rungs[0].height):
            rungs.insert(0, Rung(name, *sides, bits, profile, score))
        if scale == 1:
            break
    return rungs


def frame_rate(average: Fraction) -> Fraction:
    """A constant rate for a source's average: a usual one within 2 %, else the nearest whole."""
    while average > MOST_FRAMES * Fraction(102, 100):
        average /= 2
    usual = min(FRAME_RATES, key=lambda rate: abs(rate - average))
    if abs(usual - average) <= usual * Fraction(2, 100):
        return usual
    return Fraction(max(LEAST_FRAMES, round(average)))


def _even(side: Fraction, most: int) -> int:
    """The nearest even number that is not above the source's own side."""
    return max(2, min(round(side / 2) * 2, most // 2 * 2))
