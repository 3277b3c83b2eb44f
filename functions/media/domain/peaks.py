"""Waveform peaks: the lowest and highest sample of each pixel, in three zooms.

Both forms follow BBC audiowaveform, whose data formats players know:
`peaks.json` is `{"zooms": [...]}`, each zoom a whole audiowaveform JSON document (version 2,
8 bit); `peaks.bin` is the same zooms as audiowaveform .dat blocks (version 2), one after another;
a block's header states its length, so the next one's place is known. Coarsest first in both.
The channels are drawn as one: the lowest and highest of any.
"""

import json
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLES_PER_PIXEL = 256
"""Of the finest zoom of a short recording; longer ones take a power of two times as many."""
ZOOM_PIXELS = (512, 4_096, 32_768)
"""The most pixels of each zoom: enough for a list, a page and an editor. A day costs no more."""

_VERSION = 2
_EIGHT_BIT = 1

Pairs = NDArray[np.int8]
"""Shape (pixels, 2): lowest and highest."""


@dataclass(frozen=True, slots=True)
class Zoom:
    sample_rate: int
    samples_per_pixel: int
    pairs: Pairs

    def document(self) -> dict[str, object]:
        return {
            "version": _VERSION,
            "channels": 1,
            "sample_rate": self.sample_rate,
            "samples_per_pixel": self.samples_per_pixel,
            "bits": 8,
            "length": len(self.pairs),
            "data": self.pairs.reshape(-1).tolist(),
        }

    def block(self) -> bytes:
        """Six little-endian 32-bit numbers: version, flags (1 = 8 bit), sample rate, samples per
        pixel, length, channels; then for each pixel int8 lowest, int8 highest.
        """
        header = struct.pack(
            "<iIiiIi",
            *(_VERSION, _EIGHT_BIT, self.sample_rate, self.samples_per_pixel, len(self.pairs), 1),
        )
        return header + self.pairs.tobytes()


class Peaks:
    """Takes interleaved 16-bit PCM block by block; keeps two bytes for each 256 samples of it."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self.sample_rate = sample_rate
        self.channels = channels
        self.samples = 0
        """Per channel, so far."""
        self._pixels: list[Pairs] = []
        self._rest = b""

    def add(self, block: bytes) -> None:
        block = self._rest + block
        self.samples += len(block) // self._frame_bytes - len(self._rest) // self._frame_bytes
        pixel_bytes = SAMPLES_PER_PIXEL * self._frame_bytes
        whole = len(block) - len(block) % pixel_bytes
        self._rest = block[whole:]
        if whole:
            self._pixels.append(_pairs(block[:whole], SAMPLES_PER_PIXEL * self.channels))

    def zooms(self) -> list[Zoom]:
        """Coarsest first. The last pixel of a zoom may stand for fewer samples."""
        rest = self._rest[: len(self._rest) - len(self._rest) % self._frame_bytes]
        last = [_pairs(rest, len(rest) // 2)] if rest else []
        finest = np.concatenate([np.empty((0, 2), np.int8), *self._pixels, *last])
        zooms = []
        for most in ZOOM_PIXELS:
            factor = 1
            while -(-len(finest) // factor) > most:
                factor *= 2
            pairs = _merged(finest, factor)
            zooms.append(Zoom(self.sample_rate, SAMPLES_PER_PIXEL * factor, pairs))
        return zooms

    @property
    def _frame_bytes(self) -> int:
        return 2 * self.channels


def as_json(zooms: list[Zoom]) -> bytes:
    return json.dumps({"zooms": [z.document() for z in zooms]}, separators=(",", ":")).encode()


def as_binary(zooms: list[Zoom]) -> bytes:
    return b"".join(zoom.block() for zoom in zooms)


def _pairs(pcm: bytes, values: int) -> Pairs:
    """Lowest and highest of each `values` 16-bit samples, to 8 bits (a floor, so never past)."""
    frames = np.frombuffer(pcm, "<i2").reshape(-1, values)
    pairs = np.stack([frames.min(axis=1), frames.max(axis=1)], axis=1)
    return (pairs >> 8).astype(np.int8)


def _merged(pairs: Pairs, factor: int) -> Pairs:
    """Each `factor` pixels as one; a shorter last group too."""
    if factor == 1 or not len(pairs):
        return pairs
    starts = np.arange(0, len(pairs), factor)
    low = np.minimum.reduceat(pairs[:, 0], starts)
    high = np.maximum.reduceat(pairs[:, 1], starts)
    return np.stack([low, high], axis=1)
