"""Pack the parts of files that are made from nothing."""

import struct
import zlib
from collections.abc import Sequence

from tests.mutants.fields import ogg_sum


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def element(name: int, body: bytes) -> bytes:
    """An EBML element with its size in eight bytes."""
    id_bytes = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return id_bytes + (len(body) | 1 << 56).to_bytes(8, "big") + body


def number(name: int, value: int) -> bytes:
    return element(name, value.to_bytes(8, "big"))


def matroska(*inside: bytes) -> bytes:
    """A file of these elements of its segment."""
    head = element(0x1A45DFA3, element(0x4282, b"matroska"))
    return head + element(0x18538067, b"".join(inside))


def sound_track(index: int, codec: bytes = b"A_PCM/INT/LIT", *more: bytes) -> bytes:
    """A track of 8 kHz mono of 16 bits."""
    shape = element(0xB5, struct.pack(">d", 8000)) + number(0x9F, 1) + number(0x6264, 16)
    about = [number(0xD7, index), number(0x73C5, index), number(0x83, 2), element(0x86, codec)]
    return element(0xAE, b"".join([*about, element(0xE1, shape), *more]))


def block(track: int, time: int, body: bytes) -> bytes:
    return element(0xA3, bytes([0x80 | track]) + struct.pack(">hB", time, 0x80) + body)


def page(
    serial: int, sequence: int, granule: int, packets: Sequence[bytes], flags: int = 0
) -> bytes:
    """An Ogg page of whole packets."""
    lacing = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, serial, sequence, 0)
    whole = bytearray(head + bytes([len(lacing)]) + lacing + b"".join(packets))
    whole[22:26] = struct.pack("<I", ogg_sum(whole))
    return bytes(whole)


def id3(*frames: tuple[bytes, bytes], size: int | None = None) -> bytes:
    """An ID3v2.3 tag; `size` is what it says, if not the truth."""
    body = b"".join(n + struct.pack(">IH", len(value), 0) + value for n, value in frames)
    said = len(body) if size is None else size
    return b"ID3\x03\0\0" + bytes(said >> shift & 0x7F for shift in (21, 14, 7, 0)) + body


def cover(image: bytes, kind: bytes = b"image/png") -> tuple[bytes, bytes]:
    """ID3's frame of an attached picture."""
    return b"APIC", b"\0" + kind + b"\0\x03\0" + image


def png(width: int, height: int, rows: bytes, *more: bytes) -> bytes:
    """A PNG of one byte a pixel; `rows` are its zlib stream."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def wave(samples: bytes, rate: int = 8000, channels: int = 1, bits: int = 16) -> bytes:
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * frame, frame, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body
