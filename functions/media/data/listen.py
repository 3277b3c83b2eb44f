"""The beginning of a recording's sound, as Chromaprint takes it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from media.data import ffmpeg
from media.domain.chromaprint import SAMPLE_RATE
from media.domain.source import Audio

HEARD_SECONDS = 120
"""As fpcalc; also of a day of sound."""

_LIKE_FPCALC = "filter_size=16:phase_shift=8:linear_interp=1:cutoff=0.8"
"""fpcalc's resampler: codes are its own to the bit."""


def beginning(path: Path, audio: Audio, *, seconds: float) -> NDArray[np.int16]:
    """The first two minutes, mono at SAMPLE_RATE. Raises ffmpeg.ToolFailed."""
    arguments = [
        *["-threads", "1", "-t", str(HEARD_SECONDS), "-i", str(path)],
        *["-map", f"0:{audio.index}", "-af", f"aresample={SAMPLE_RATE}:{_LIKE_FPCALC}"],
        *["-ac", "1", "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"],
    ]
    most = 2 * SAMPLE_RATE * (HEARD_SECONDS + 1)
    pcm = ffmpeg.capture(arguments, seconds=seconds, max_bytes=most)
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2")
