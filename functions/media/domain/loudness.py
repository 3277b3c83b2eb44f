"""Loudness of a recording (EBU R 128, ITU-R BS.1770-5) and the gain that a player applies.

The measure is of what a listener gets: surround is measured in its stereo downmix. A mono file is
measured as one channel, as R 128 defines it.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

TARGET_LUFS = -14.0
CEILING_DBTP = -1.0
ABSOLUTE_GATE_LUFS = -70.0
"""BS.1770's absolute gate: nothing under it counts, so such a recording has no loudness."""

SHORTEST_RANGE_SECONDS = 30.0
_PEAK_STEP = 0.0005


@dataclass(frozen=True, slots=True)
class Loudness:
    integrated_lufs: float | None
    range_lu: float | None
    true_peak_dbtp: float | None
    """None for digital silence, whose peak is no number."""
    gain_db: float
    """min(target - I, ceiling - TP): one number for the whole track, never dynamic."""

    @classmethod
    def of(cls, integrated: float | None, range_lu: float | None, peak: float) -> "Loudness":
        """From LUFS, LU and the linear true peak (1.0 = full scale)."""
        silent = integrated is None or not integrated > ABSOLUTE_GATE_LUFS
        true_peak = 20 * math.log10(peak) if peak > 0 else None
        if silent or integrated is None or true_peak is None:
            return cls(None, None, _rounded(true_peak), 0.0)
        gain = min(TARGET_LUFS - integrated, CEILING_DBTP - true_peak)
        return cls(
            round(integrated, 2),
            _rounded(range_lu),
            _rounded(true_peak),
            # Down, so that the ceiling holds after rounding too.
            math.floor(gain * 100) / 100,
        )

    @classmethod
    def from_ebur128(cls, last: Mapping[str, str], seconds: float) -> "Loudness":
        """From the metadata that ffmpeg's ebur128 filter leaves on its last frame.

        It rounds the linear peak to three decimals; half a step is added, so that the ceiling
        holds for the real one. Its range counts the first three seconds' unfilled windows, which
        a short recording has too many of to be told a range.
        """
        peaks = [
            float(value)
            for key, value in last.items()
            if key.startswith("lavfi.r128.true_peaks_ch")
        ]
        peak = max(peaks, default=0.0)
        return cls.of(
            _finite(last.get("lavfi.r128.I")),
            _finite(last.get("lavfi.r128.LRA")) if seconds >= SHORTEST_RANGE_SECONDS else None,
            peak + _PEAK_STEP if peak > 0 else 0.0,
        )

    def as_dict(self) -> dict[str, float | None]:
        return asdict(self)


def _finite(text: str | None) -> float | None:
    value = float(text) if text else math.nan
    return value if math.isfinite(value) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
