"""What happens to any file: bits that flip, an end that is missing, parts that lie or are gone."""

import struct
from collections.abc import Iterator, Sequence
from hashlib import shake_256
from typing import TypeVar

from tests.mutants import Mutant, Seed
from tests.mutants.walk import Part, parts

T = TypeVar("T")
DENSITIES = (1e-5, 1e-4, 1e-3, 1e-2, 0.2)
LIES = {"0": 0, "1": 1, "2^31-1": (1 << 31) - 1, "2^32-1": (1 << 32) - 1, "2^63": 1 << 63}


def flipped(seed: Seed) -> Iterator[Mutant]:
    """Bits flipped at many densities all over, then densely in the head, the middle, the end."""
    size = len(seed.data)
    for density in DENSITIES:
        yield seed.mutant(f"{density:g} of all bits flipped", _flip(seed, 0, size, density))
    for place, at in {"head": 0, "first kilobyte": 512, "middle": size // 2, "end": size}.items():
        begin, end = max(0, at - 256), min(size, at + 256)
        yield seed.mutant(f"bits flipped at its {place}", _flip(seed, begin, end, 0.01))


def cut(seed: Seed, most: int = 16) -> Iterator[Mutant]:
    """The file ends where a part begins, behind its head, or in the middle of it."""
    ends = {0, 1, len(seed.data) - 1}
    for found in parts(seed.data):
        ends |= {found.start, found.body, (found.body + found.end) // 2}
    for end in _spread(sorted(ends), most):
        yield seed.mutant(f"cut after {end} bytes", seed.data[:end])


def missized(seed: Seed, most: int = 10) -> Iterator[Mutant]:
    """Parts that state an impossible length."""
    lies = [(found, name) for found in parts(seed.data) if found.size_format for name in LIES]
    for found, name in _spread(lies, most):
        said = _sized(seed.data, found, LIES[name])
        yield seed.mutant(f"{found.path} at {found.start} states {name} bytes", said)


def rearranged(seed: Seed, most: int = 10) -> Iterator[Mutant]:
    """A part gone, given twice, emptied to zeros, or under a name that nobody knows."""
    changes = [
        (found, what) for found in parts(seed.data) for what in ("gone", "twice", "zeros", "?")
    ]
    for found, what in _spread(changes, most):
        whole = seed.data[found.start : found.end]
        put = {
            "gone": b"",
            "twice": whole * 2,
            "zeros": whole[: found.body - found.start] + bytes(found.end - found.body),
            "?": whole.replace(whole[:8], b"\x7f\x3f\xe0\x01\x9c\x81\x80\x11", 1),
        }[what]
        data = seed.data[: found.start] + put + seed.data[found.end :]
        yield seed.mutant(f"{found.path} at {found.start}: {what}", data)


def spliced(seed: Seed) -> Iterator[Mutant]:
    """Zeros, noise or itself where something else should be."""
    data, half = seed.data, len(seed.data) // 2
    noise = _dice(seed.name, 4096)
    yield seed.mutant("only its second half", data[half:])
    yield seed.mutant("all zeros behind its middle", data[:half] + bytes(half))
    yield seed.mutant("noise in its middle", data[:half] + noise + data[half + 4096 :])
    yield seed.mutant("noise before it", noise + data)
    yield seed.mutant("zeros before it", bytes(70_000) + data)
    yield seed.mutant("twice", data * 2)
    yield seed.mutant("noise behind it", data + noise * 16)
    yield seed.mutant("backwards", data[::-1])


def _flip(seed: Seed, begin: int, end: int, density: float) -> bytes:
    bits = 8 * (end - begin)
    count = max(1, round(bits * density))
    dice = _dice(f"{seed.name} {begin} {density}", 4 * count)
    data = bytearray(seed.data)
    for (thrown,) in struct.iter_unpack("<I", dice):
        data[begin + thrown % bits // 8] ^= 1 << thrown % 8
    return bytes(data)


def _dice(name: str, size: int) -> bytes:
    """Noise that is the same on every machine."""
    return shake_256(name.encode()).digest(size)


def _sized(data: bytes, found: Part, size: int) -> bytes:
    """The file with the part's size field as near to `size` as fits into it."""
    if found.size_format.startswith("ebml"):
        wide = int(found.size_format[5:])
        most = (1 << 7 * wide) - 1
        field = (min(size, most) | 1 << 7 * wide).to_bytes(wide, "big")
    elif found.size_format == "flac":
        field = data[found.size_at : found.size_at + 1] + min(size, 0xFFFFFF).to_bytes(3, "big")
    else:
        most = (1 << 8 * struct.calcsize(found.size_format)) - 1
        field = struct.pack(found.size_format, min(size, most))
    return data[: found.size_at] + field + data[found.size_at + len(field) :]


def _spread(items: Sequence[T], most: int) -> list[T]:
    """At most so many of them, evenly over all."""
    if len(items) <= most:
        return list(items)
    return [items[round(index * (len(items) - 1) / (most - 1))] for index in range(most)]
