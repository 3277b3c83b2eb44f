"""Whether a fragment of pictures begins with one that needs no other: an IDR picture of H.264."""

import struct

from media.domain.cmaf import SYNC_SAMPLE
from media.domain.isobmff import MalformedError, boxes, find

_IDR = 5
_SLICES = range(1, 6)
_FLAGS = 0x000400
_DATA_OFFSET = 0x000001
_COLUMNS = (0x000100, 0x000200)
"""Duration and size of a sample stand before its flags (ISO/IEC 14496-12, 8.8.8)."""


def begins_with_idr(head: bytes, codec: str) -> bool:
    """Judge from a fragment's first bytes, which may end anywhere within the first picture.

    Of other codecs than H.264 the container's word is taken that the picture is a sync sample.
    """
    moof, begin = _moof(memoryview(head))
    trun = find(moof, b"traf", b"trun")
    (flags,) = struct.unpack_from(">I", trun)
    row = 8 + 4 * bool(flags & _DATA_OFFSET)
    column = row + 4 * sum(bool(flags & one) for one in _COLUMNS)
    if not flags & _FLAGS or struct.unpack_from(">I", trun, column) != (SYNC_SAMPLE,):
        return False
    return codec != "h264" or _first_slice(head, begin) == _IDR


def _moof(head: memoryview) -> tuple[memoryview, int]:
    """The box, and where the mdat behind it has its contents."""
    at = 0
    # The mdat is not all there, and is not asked for.
    for kind, inside in boxes(head):
        at += 8 + len(inside)
        if kind == b"moof":
            return inside, at + 8
    raise MalformedError("no moof")


def _first_slice(head: bytes, at: int) -> int | None:
    """The type of the first NAL unit that holds a part of a picture; each has its length before."""
    while at + 5 <= len(head):
        kind = head[at + 4] & 0x1F
        if kind in _SLICES:
            return kind
        at += 4 + int.from_bytes(head[at : at + 4], "big")
    return None
