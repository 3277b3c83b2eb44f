"""How well a join of two chunks sounds: its error against the source, beside that of its chunks.

For one frame of a rendition, n samples of each of c channels, with x what the source has there
and y what is heard,

    SNR = 10 log10((sum x^2 + n c f) / (sum (x - y)^2 + n c f))    in dB

where f, the power of an error at -80 dBFS, keeps silence from dividing by nothing. Samples at full
scale count neither as sound nor as error: the source's own clipping cut them. The figure of a
place is the lower SNR of two frames that follow each other: what a bad join spoils is the frame in
which both chunks' windows overlap, and the next, the first that the later chunk decodes alone.

A join is compared with every place of its chunks within REACH, but CLEAR frames away from it. One
that is worse than nine in ten of them, and 3 dB below their median, is suspect; it is bad if an
encoder that ran through the join without a stop does 3 dB better there. Music has places that are
hard for every encoder, and a join may fall on one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
"""Shape (samples, channels), full scale 1."""

FLOOR = 1e-8
FULL_SCALE = 0.999
PLACE = 2
"""Frames."""
CLEAR = 12
LEAST_INSIDE = 8
"""Places without which nothing is known of the inside; then only error above the sound is bad."""
LOW_PERCENT = 10
MARGIN_DB = 3.0

LOST = 0.2
"""Correlation below which the sound is not the source's at all."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one join in one rendition; `inside` and `low` are None where nothing else sounds."""

    snr_db: float
    inside_db: float | None
    """The median of the places inside."""
    low_db: float | None
    """What a tenth of the places inside are below."""
    audible: bool
    """Whether the error is above -80 dBFS at all."""

    @property
    def suspect(self) -> bool:
        if not self.audible:
            return False
        if self.inside_db is None or self.low_db is None:
            return self.snr_db < 0
        return self.snr_db < min(self.low_db, self.inside_db - MARGIN_DB)


def figure(wanted: Sound, heard: Sound, frame: int, at: int) -> Figure:
    """Of a join at the start of frame `at`, both sounds beginning at the start of frame 0."""
    sound, error = _powers(wanted, heard, frame)
    places = _places(sound, error)
    around = np.arange(len(places))
    loud = (sound[: len(places)] > FLOOR) & (sound[1 : len(places) + 1] > FLOOR)
    inside = places[loud & (np.abs(around - at) > CLEAR)]
    known = len(inside) >= LEAST_INSIDE
    return Figure(
        snr_db=float(places[at]),
        inside_db=float(np.median(inside)) if known else None,
        low_db=float(np.percentile(inside, LOW_PERCENT)) if known else None,
        audible=bool(error[at : at + PLACE].max() > FLOOR),
    )


def inside(wanted: Sound, heard: Sound, frame: int) -> NDArray[np.float64]:
    """The SNR in dB of every place that sounds."""
    sound, error = _powers(wanted, heard, frame)
    places = _places(sound, error)
    return places[(sound[:-1] > FLOOR) & (sound[1:] > FLOOR)]


def shift(wanted: Sound, heard: Sound) -> int | None:
    """By how many samples what is heard comes late, 0 if it does not; None if it is not the
    wanted sound at all. Silence is where it belongs.
    """
    source, ours = (mono - mono.mean() for mono in (_mono(wanted), _mono(heard)))
    energies = float((source**2).sum()), float((ours**2).sum())
    if min(energies) <= len(source) * FLOOR:
        return 0
    size = 1 << (2 * len(source) - 1).bit_length()
    spectrum = np.fft.rfft(ours, size) * np.conj(np.fft.rfft(source, size))
    products = np.fft.irfft(spectrum, size)
    best = int(np.argmax(products))
    if products[best] < LOST * (energies[0] * energies[1]) ** 0.5:
        return None
    residue = [sum(energies) - 2 * float(products[lag]) for lag in (0, best)]
    if residue[0] < 10 ** (1 / 10) * residue[1]:
        return 0
    return best if best < size // 2 else best - size


def _powers(
    wanted: Sound, heard: Sound, frame: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean power of sound and of error, frame by frame; a rest at the end is left out."""
    frames = min(len(wanted), len(heard)) // frame
    source, ours = (
        sound[: frames * frame].astype(np.float64).reshape(frames, -1) for sound in (wanted, heard)
    )
    counted = np.abs(source) < FULL_SCALE
    # A wave that is nothing but full scale is meant so.
    counted[counted.mean(axis=1) < 0.5] = True
    total = counted.sum(axis=1)
    return (
        (source**2 * counted).sum(axis=1) / total,
        ((source - ours) ** 2 * counted).sum(axis=1) / total,
    )


def _places(sound: NDArray[np.float64], error: NDArray[np.float64]) -> NDArray[np.float64]:
    decibels: NDArray[np.float64] = 10 * np.log10((sound + FLOOR) / (error + FLOOR))
    lower: NDArray[np.float64] = np.minimum(decibels[:-1], decibels[1:])
    return lower


def _mono(sound: Sound) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = sound.mean(axis=1, dtype=np.float64)
    return mean
