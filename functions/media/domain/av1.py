"""What an AV1 stream tells of itself (AV1 specification, 5; its ISO Media File Format Binding)."""

from media.domain.codecs import ENTRY_HEAD
from media.domain.isobmff import MalformedError, Track, box, boxes

SEQUENCE_HEADER = 1
CONFIGURATION_HEAD = 4


def sample_entry(track: Track) -> bytes:
    """The track's sample entry with the very sequence header that its first picture begins with.

    The two have to be identical (2.3.4); what SVT-AV1 says before it has seen a picture is not
    what it then writes.
    """
    kind, inside = next(iter(boxes(memoryview(track.sample_entry))))
    head = ENTRY_HEAD[kind]
    return box(
        kind,
        inside[:head],
        *(
            box(name, body[:CONFIGURATION_HEAD], _sequence(track.payload(0, 1)))
            if name == b"av1C"
            else box(name, body)
            for name, body in boxes(inside[head:])
        ),
    )


def _sequence(sample: memoryview) -> memoryview:
    """The OBU that a sample begins with: a header byte, a size in LEB128, and as many bytes."""
    if not sample or sample[0] >> 3 & 0xF != SEQUENCE_HEADER or not sample[0] & 2:
        raise MalformedError("no sequence header at the start")
    size = shift = 0
    for at, byte in enumerate(sample[1:9], 2):
        size |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return sample[: at + size]
    raise MalformedError("an OBU of no size")
