"""A film's pictures as its packets tell of them: how many, how fast on average and at most."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from media.domain.ladder import MOST_FRAMES
from media.domain.source import Video

SLACK = Fraction(3, 2)
"""Pictures that a constant rate may lack, so that one lost at the start makes none of it vary."""
DRIFT = Fraction(1, 100_000)
NEAR = 1.1


def counted(video: Video, shown: Iterable[tuple[float, float]]) -> Video:
    """The video with its pictures counted, `shown` being when each begins and how long it lasts.

    Containers that count no pictures, or only their slots, leave rates that are a guess: where the
    count does not bear them out, the rate varies, and its average is what was counted.
    """
    starts: list[float] = []
    end = 0.0
    for start, lasts in shown:
        starts.append(start)
        end = max(end, start + lasts)
    frames = len(starts)
    if frames < 2:
        return replace(video, frames=frames)
    starts.sort()
    seconds = end - starts[0]
    stated = Fraction(video.frame_rate)
    missing = abs(Fraction(seconds) * stated - frames)
    if not video.variable_frame_rate and missing <= SLACK + frames * DRIFT:
        return replace(video, frames=frames)
    average = (frames / Fraction(seconds)).limit_denominator(1001)
    return replace(
        video,
        frames=frames,
        variable_frame_rate=True,
        frame_rate=f"{average.numerator}/{average.denominator}",
        peak_rate=_peak(video, starts, average),
    )


def _peak(video: Video, starts: list[float], average: Fraction) -> str | None:
    """The rate that the pictures keep to where they are closest, if they do keep to one.

    What ffmpeg calls r_frame_rate may be the rate of fields, or a clock of 90 kHz.
    """
    rate = Fraction(video.peak_rate or video.frame_rate)
    gaps = (after - before for before, after in pairwise(starts))
    closest = min((gap for gap in gaps if gap > 0.001), default=0.0)
    if average < rate <= MOST_FRAMES * Fraction(102, 100) and closest * rate <= NEAR:
        return f"{rate.numerator}/{rate.denominator}"
    return None
