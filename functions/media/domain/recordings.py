"""Whether two fingerprints are of one recording, and by which codes to find that out.

Finding. Of a fingerprint's codes, the 64 whose hashes are lowest stand in an index: a bottom-k
sketch (A. Broder, "On the resemblance and containment of documents", 1997). Two encodings of a
recording share most of theirs wherever each begins, which a run of codes from a fixed place, as
AcoustID takes it, would lose behind a long intro. Like AcoustID's index it leaves the last four
bits of a code away, which flip most easily.

Confirming. The two are laid over each other at every offset; the share of bits that differ at the
best one is the error. It must be below 0.15 (0.35 is the threshold of J. Haitsma and T. Kalker, "A
Highly Robust Audio Fingerprinting System", 2002, for sound over a telephone; we want the very same
recording), and far below that of any code of one with any of the other: noises and drones are alike
wherever one looks, without being the same.

Measured on four songs: MP3, AAC and Opus at 48 to 128 kbit/s, other volumes, mono and three seconds
of silence before them 0.002 to 0.047; different songs 0.41 to 0.50; two white noises 0.17, and no
more at any other place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from media.domain.chromaprint import CODE_MS, SILENCE, Codes, codes_of

SHORTEST_SECONDS = 10
"""Shorter ones are not compared: jingles, loops and samples are shared on purpose, and some fifty
codes that agree prove little."""
INDEXED = 64
LEAST_SHARED = 3
"""Codes of the index that two recordings must share to be compared. The same one had 12 at least,
different ones none."""
MOST_ERROR = 0.15
_OF_EXPECTED = 0.4
_LEAST_DIFFERENT = 32
_LEFT_AWAY_BITS = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well one recording fits on another."""

    similarity: float
    """1 minus the share of bits that differ."""
    offset_ms: int
    """How much later the first one begins with what both have."""


def is_telling(codes: Codes) -> bool:
    """Whether a recording is long and varied enough to be told from others.

    Silence, a hum or a test tone has one code or two, over and over.
    """
    return len(codes) >= codes_of(SHORTEST_SECONDS) and len(_short(codes)) >= _LEAST_DIFFERENT


def index_codes(codes: Codes) -> list[str]:
    """At most INDEXED of the codes, chosen by what they are and not by where they stand."""
    short = _short(codes)
    chosen = short[np.argsort(_hash(short), kind="stable")][:INDEXED]
    return [f"{code:07x}" for code in chosen.tolist()]


def likeness(one: Codes, other: Codes) -> Likeness | None:
    """How the two fit if they are the same recording; None if they are not.

    They may begin and end differently, but half of what sounds in the shorter must be in both.
    """
    sounding = [codes[codes != SILENCE] for codes in (one, other)]
    least = max(codes_of(SHORTEST_SECONDS), min(map(len, sounding)) // 2)
    offsets = range(least - len(other), len(one) - least + 1)
    if not offsets:
        return None
    errors = np.array([_error(one, other, offset, least) for offset in offsets])
    best = int(errors.argmin())
    error = float(errors[best])
    if error >= MOST_ERROR or error >= _OF_EXPECTED * _expected(*sounding):
        return None
    return Likeness(round(1 - error, 4), round(offsets[best] * CODE_MS))


def as_bytes(codes: Codes) -> bytes:
    """Four bytes a code, little-endian."""
    return codes.astype("<u4").tobytes()


def from_bytes(kept: bytes) -> Codes:
    return np.frombuffer(kept, "<u4").astype(np.uint32)


def _error(one: Codes, other: Codes, offset: int, least: int) -> float:
    """Share of bits that differ when `other` begins `offset` codes into `one`.

    Where both are silent nothing is compared; all differ if fewer than `least` codes are left.
    """
    first, second = one[max(offset, 0) :], other[max(-offset, 0) :]
    both = min(len(first), len(second))
    first, second = first[:both], second[:both]
    left = both - int(np.count_nonzero((first == SILENCE) & (second == SILENCE)))
    if left < least:
        return 1.0
    return float(np.bitwise_count(first ^ second).sum()) / (32 * left)


def _expected(one: Codes, other: Codes) -> float:
    """Share of bits that differ between any code of one and any of the other, on average."""
    first, second = (_ones(codes) for codes in (one, other))
    return float((first + second - 2 * first * second).mean())


def _ones(codes: Codes) -> NDArray[np.float64]:
    """How often each of the 32 bits is set."""
    bits = (codes[:, np.newaxis] >> np.arange(32, dtype=np.uint32)) & 1
    share: NDArray[np.float64] = bits.mean(axis=0)
    return share


def _short(codes: Codes) -> NDArray[np.uint64]:
    """What the index knows of codes: each once, shorter, and no silence."""
    return np.unique(codes[codes != SILENCE] >> np.uint32(_LEFT_AWAY_BITS)).astype(np.uint64)


def _hash(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finishing steps of SplitMix64 (S. Vigna, public domain): every bit decides."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
