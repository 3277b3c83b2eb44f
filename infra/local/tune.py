"""Compose the demo track: half a minute of plucked strings over a bass, drawn from arithmetic."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

RATE = 44_100
TEMPO = 96
BARS = 12

Samples = NDArray[np.float64]

# Am F C G: midi numbers of each chord's root, and of the notes that are picked over it.
_CHORDS = [
    (45, (57, 60, 64, 69)),
    (41, (57, 60, 65, 69)),
    (48, (55, 60, 64, 67)),
    (43, (55, 59, 62, 67)),
]
_PATTERN = (0, 2, 1, 3, 2, 1, 3, 2)
# By bar, a note a beat.
_MELODY = {
    2: (76, 74, 72, 69),
    3: (74, 72, 71, 67),
    6: (76, 79, 77, 76),
    7: (74, 72, 71, 74),
    8: (72, 76, 81, 79),
    9: (77, 76, 72, 69),
    10: (76, 74, 72, 67),
    11: (71, 74, 72, 69),
}


def write(path: Path, *, higher: int = 0, tempo: int = TEMPO) -> None:
    """Write the tune as a 16-bit stereo WAV file; `higher` by so many semitones."""
    beat = 60 / tempo
    length = int(RATE * (BARS * 4 * beat + 3))
    left, right = np.zeros(length), np.zeros(length)
    noise = np.random.default_rng(360)
    for bar in range(BARS):
        base, shape = _CHORDS[bar % len(_CHORDS)]
        root, notes = base + higher, [note + higher for note in shape]
        start = bar * 4 * beat
        for half in (0, 2):
            _add(left, right, start + half * beat, _bass(root, 2 * beat), 0.30, 0.5)
        for step, pick in enumerate(_PATTERN):
            pan = 0.25 + 0.5 * (step % 2)
            _add(left, right, start + step * beat / 2, _pluck(notes[pick], 1.8, noise), 0.22, pan)
        for step, note in enumerate(_MELODY.get(bar, ())):
            played = _pluck(note + higher, 2.4, noise)
            _add(left, right, start + step * beat, played, 0.30, 0.6)
    mixed = np.stack([left, right], axis=1)
    mixed *= _fade(length)[:, None] * 0.7 / np.abs(mixed).max()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((mixed * 32767).astype("<i2").tobytes())


def _hertz(note: int) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


def _pluck(note: int, seconds: float, noise: np.random.Generator) -> Samples:
    """Karplus and Strong's string: a burst of noise, averaged around a loop of one period."""
    period = round(RATE / _hertz(note))
    string = np.convolve(noise.uniform(-1, 1, period), [0.25, 0.5, 0.25], mode="same")
    rounds = int(seconds * RATE / period) + 1
    played = np.empty((rounds, period))
    for turn in range(rounds):
        played[turn] = string
        string = 0.498 * (string + np.roll(string, 1))
    return played.ravel()[: int(seconds * RATE)]


def _bass(note: int, seconds: float) -> Samples:
    time = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * _hertz(note) * time
    swell = np.minimum(time / 0.02, 1) * np.exp(-1.6 * time)
    return np.asarray((np.sin(phase) + 0.3 * np.sin(2 * phase)) * swell, dtype=np.float64)


def _add(left: Samples, right: Samples, at: float, sound: Samples, gain: float, pan: float) -> None:
    start = int(at * RATE)
    end = min(start + len(sound), len(left))
    # Equal power: a sound keeps its loudness wherever it stands.
    left[start:end] += sound[: end - start] * gain * np.cos(pan * np.pi / 2)
    right[start:end] += sound[: end - start] * gain * np.sin(pan * np.pi / 2)


def _fade(length: int) -> Samples:
    shape = np.ones(length)
    tail = int(2.5 * RATE)
    shape[-tail:] = np.linspace(1, 0, tail) ** 2
    return shape
