"""Chromaprint: what a recording sounds like, as one 32-bit code every 0.124 seconds.

Written anew, in arrays, after L. Lalinsky's "How does Chromaprint work?" (oxygene.sk, 2011), the
library's source (1.5, Copyright (C) 2010-2016 Lukas Lalinsky, MIT licence) and D. Jang et al.,
"Pairwise Boosted Audio Fingerprint" (2009), which it follows. The trained filters and their levels
are those of its default, CHROMAPRINT_ALGORITHM_TEST2, so the codes are fpcalc's and AcoustID's. No
wheel on PyPI carries the library for Lambda, and the ffmpeg builds that do take 165 MB.
"""

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 11_025
"""Of the mono 16-bit sound that is taken."""
FRAME = 4096
HOP = FRAME // 3
"""Samples from one frame to the next: two thirds overlap."""
CODE_MS = 1000 * HOP / SAMPLE_RATE
SILENCE = 627_964_279
"""The code of digital silence."""

Codes = NDArray[np.uint32]
Image = NDArray[np.float64]

_BANDS = 12
_RANGE_HERTZ = (28, 3520)
_A0_HERTZ = 27.5
_SMOOTHING = (0.25, 0.75, 1.0, 0.75, 0.25)
_FAINTEST = 0.01
"""A frame of less energy than this is silence."""
_WIDEST = 16

_CLASSIFIERS = (
    # shape, first band, bands, frames; then the three levels between its four answers
    (0, 4, 3, 15, (1.98215, 2.35817, 2.63523)),
    (4, 4, 6, 15, (-1.03809, -0.651211, -0.282167)),
    (1, 0, 4, 16, (-0.298702, 0.119262, 0.558497)),
    (3, 8, 2, 12, (-0.105439, 0.0153946, 0.135898)),
    (3, 4, 4, 8, (-0.142891, 0.0258736, 0.200632)),
    (4, 0, 3, 5, (-0.826319, -0.590612, -0.368214)),
    (1, 2, 2, 9, (-0.557409, -0.233035, 0.0534525)),
    (2, 7, 3, 4, (-0.0646826, 0.00620476, 0.0784847)),
    (2, 6, 2, 16, (-0.192387, -0.029699, 0.215855)),
    (2, 1, 3, 2, (-0.0397818, -0.00568076, 0.0292026)),
    (5, 10, 1, 15, (-0.53823, -0.369934, -0.190235)),
    (3, 6, 2, 10, (-0.124877, 0.0296483, 0.139239)),
    (2, 1, 1, 14, (-0.101475, 0.0225617, 0.231971)),
    (3, 5, 6, 4, (-0.0799915, -0.00729616, 0.063262)),
    (1, 9, 2, 12, (-0.272556, 0.019424, 0.302559)),
    (3, 4, 2, 14, (-0.164292, -0.0321188, 0.0846339)),
)
_GRAY = np.array([0, 1, 3, 2], np.uint32)
"""Neighbouring answers differ in one bit."""


def fingerprint(pcm: NDArray[np.int16]) -> Codes:
    """The codes of mono sound at SAMPLE_RATE; none if it is shorter than 2.6 seconds."""
    image = _normalised(_smoothed(_chroma(pcm)))
    count = len(image) - _WIDEST + 1
    if count < 1:
        return np.empty(0, np.uint32)
    integral = np.zeros((len(image) + 1, _BANDS + 1))
    integral[1:, 1:] = image.cumsum(axis=0).cumsum(axis=1)
    codes = np.zeros(count, np.uint32)
    for shape, band, bands, frames, levels in _CLASSIFIERS:
        value = _contrast(integral, count, shape, band, bands, frames)
        answer = _GRAY[np.searchsorted(levels, value, side="right")]
        codes = (codes << np.uint32(2)) | answer
    return codes


def codes_of(seconds: float) -> int:
    """How many codes a recording of this length has."""
    frames = (int(seconds * SAMPLE_RATE) - FRAME) // HOP + 1
    return max(frames - (len(_SMOOTHING) - 1) - (_WIDEST - 1), 0)


def _chroma(pcm: NDArray[np.int16]) -> Image:
    """Energy of each of the twelve notes, whatever their octave; shape (frames, 12)."""
    if len(pcm) < FRAME:
        return np.empty((0, _BANDS))
    frames = np.lib.stride_tricks.sliding_window_view(pcm, FRAME)[::HOP]
    spectrum = np.fft.rfft(frames * (np.hamming(FRAME) / 32_767))
    bins = np.arange(*(round(FRAME * hertz / SAMPLE_RATE) for hertz in _RANGE_HERTZ))
    octave = np.log2(bins * SAMPLE_RATE / FRAME / _A0_HERTZ)
    notes = (_BANDS * (octave - np.floor(octave))).astype(int)
    energy = spectrum.real**2 + spectrum.imag**2
    chroma: Image = energy[:, bins] @ np.eye(_BANDS)[notes]
    return chroma


def _smoothed(image: Image) -> Image:
    """Each frame with its two neighbours on both sides."""
    count = max(len(image) - len(_SMOOTHING) + 1, 0)
    shifted = (weight * image[at : at + count] for at, weight in enumerate(_SMOOTHING))
    smoothed: Image = np.sum(list(shifted), axis=0)
    return smoothed


def _normalised(image: Image) -> Image:
    """Each frame of length one, so that the volume does not matter; silence is zero."""
    length = np.linalg.norm(image, axis=1, keepdims=True)
    loud = length >= _FAINTEST
    normalised: Image = np.divide(image, length, out=np.zeros_like(image), where=loud)
    return normalised


def _contrast(
    integral: Image, count: int, shape: int, band: int, bands: int, frames: int
) -> NDArray[np.float64]:
    """How much louder one part of a rectangle is than the rest, at each of `count` frames.

    The parts are those of Viola and Jones' features: 0 all of it, 1 the upper half against the
    lower, 2 the later against the earlier, 3 two opposite quarters, 4 and 5 the middle third.
    """

    def area(start: int, low: int, end: int, high: int) -> NDArray[np.float64]:
        rows, first = integral[end : end + count], integral[start : start + count]
        return (rows[:, band + high] - first[:, band + high]) - (
            rows[:, band + low] - first[:, band + low]
        )

    whole = area(0, 0, frames, bands)
    if shape == 0:
        return np.log1p(whole)
    if shape == 1:
        more = area(0, bands // 2, frames, bands)
    elif shape == 2:
        more = area(frames // 2, 0, frames, bands)
    elif shape == 3:
        earlier, lower = frames // 2, bands // 2
        more = area(0, lower, earlier, bands) + area(earlier, 0, frames, lower)
    elif shape == 4:
        more = area(0, bands // 3, frames, 2 * (bands // 3))
    else:
        more = area(frames // 3, 0, 2 * (frames // 3), bands)
    return np.log((1 + more) / (1 + whole - more))
