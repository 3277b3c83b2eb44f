"""What a FLAC track tells of all of itself (RFC 9639, 8.2; FLAC in ISO BMFF, 3.3.2)."""

from media.domain.codecs import ENTRY_HEAD
from media.domain.isobmff import MalformedError, Track, box, boxes

STREAMINFO_AT = 8
"""In a dfLa box, behind its version and flags and the metadata block's own header."""
FRAME_SIZES = slice(4, 10)
SHAPE = slice(10, 18)
"""Rate, channels and bits of a sample; in the last 36 bits the number of samples."""
MD5 = slice(18, 34)


def sample_entry(track: Track, samples: int) -> bytes:
    """The entry of a track that several encoders made: of all its samples, else unknown (zeros).

    The last of them counted only its own, and a decoder may check that they are as many.
    """
    kind, inside = next(iter(boxes(memoryview(track.sample_entry))))
    head = ENTRY_HEAD[kind]
    return box(
        kind,
        inside[:head],
        *(
            box(name, _of_all(bytes(body), samples) if name == b"dfLa" else body)
            for name, body in boxes(inside[head:])
        ),
    )


def _of_all(told: bytes, samples: int) -> bytes:
    info = bytearray(told[STREAMINFO_AT : STREAMINFO_AT + 34])
    if len(info) < 34 or told[4] & 0x7F:
        raise MalformedError("no STREAMINFO")
    info[FRAME_SIZES] = bytes(6)
    shape = int.from_bytes(info[SHAPE], "big") >> 36 << 36
    info[SHAPE] = (shape | samples).to_bytes(8, "big")
    info[MD5] = bytes(16)
    return told[:STREAMINFO_AT] + bytes(info) + told[STREAMINFO_AT + 34 :]
