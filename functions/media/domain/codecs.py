"""Codec strings (RFC 6381) from what was really encoded, never from what was asked for."""

from media.domain.isobmff import MalformedError, boxes, find

ENTRY_HEAD = {b"mp4a": 28, b"Opus": 28, b"fLaC": 28, b"avc1": 78, b"av01": 78}


def codec_string(sample_entry: bytes) -> str:
    """The CODECS value of one sample entry: `mp4a.40.2`, `Opus`, `fLaC`, `avc1.PPCCLL`,
    `av01.P.LLT.DD`.
    """
    kind, inside = next(iter(boxes(memoryview(sample_entry))))
    if kind not in ENTRY_HEAD:
        raise MalformedError(f"sample entry {kind!r}")
    extensions = inside[ENTRY_HEAD[kind] :]
    if kind == b"mp4a":
        return f"mp4a.40.{_audio_object_type(find(extensions, b'esds'))}"
    if kind == b"avc1":
        # avcC: version, profile_idc, constraint flags, level_idc (ISO/IEC 14496-15, 5.3.3).
        return f"avc1.{bytes(find(extensions, b'avcC')[1:4]).hex().upper()}"
    if kind == b"av01":
        return _av1(find(extensions, b"av1C"))
    return kind.decode()


def _av1(configuration: memoryview) -> str:
    """Profile, level, tier and depth in bits (AV1 Codec ISO Media File Format Binding, 2.3 and 5).

    After marker and version, profile and level share a byte; the next begins with tier,
    high_bitdepth and twelve_bit.
    """
    shape, flags = configuration[1], configuration[2]
    depth = (12 if flags & 0x20 else 10) if flags & 0x40 else 8
    tier = "H" if flags & 0x80 else "M"
    return f"av01.{shape >> 5}.{shape & 0x1F:02d}{tier}.{depth:02d}"


def _audio_object_type(esds: memoryview) -> int:
    """The first five bits of the AudioSpecificConfig (ISO/IEC 14496-1, 7.2.6; 14496-3, 1.6.2)."""
    at = 4
    while at < len(esds):
        tag = esds[at]
        at += 1
        while esds[at] & 0x80:
            at += 1
        at += 1
        if tag == 0x03:
            flags = esds[at + 2]
            at += 3 + 2 * bool(flags & 0x80) + 2 * bool(flags & 0x20)
            if flags & 0x40:
                at += 1 + esds[at]
        elif tag == 0x04:
            if esds[at] != 0x40:
                raise MalformedError(f"object type {esds[at]:#x} is not MPEG-4 audio")
            at += 13
        elif tag == 0x05:
            return _object_type(esds[at], esds[at + 1])
        else:
            break
    raise MalformedError("no AudioSpecificConfig")


def _object_type(first: int, second: int) -> int:
    escaped = first >> 3 == 31
    return 32 + ((first & 7) << 3 | second >> 5) if escaped else first >> 3
