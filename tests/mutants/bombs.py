"""Small files that become huge: days of silence, pictures of gigapixels, tracks without number."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from functools import cache

from tests.mutants import Mutant, Seed
from tests.mutants.build import (
    block,
    box,
    cover,
    element,
    id3,
    matroska,
    number,
    page,
    png,
    sound_track,
    wave,
)
from tests.mutants.fields import put
from tests.mutants.walk import part, parts

DAY = 24 * 3600
GIGABYTE = 1 << 30


def silence(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """More than a day of nothing, with headers that say so, lie, or keep quiet."""
    for said, seconds in {"says so": DAY + 60, "says a minute": 60, "does not say": 0}.items():
        yield Mutant(f"FLAC of a day and a minute that {said}", flac_silence(DAY + 60, seconds))
        yield Mutant(f"ALAC of two days that {said}", alac_silence(seeds["alac.m4a"], seconds))
    yield Mutant("Opus of 25 hours", opus_silence(25 * 3600, 25 * 3600))
    yield Mutant("Opus of 25 hours that says a minute", opus_silence(25 * 3600, 60))
    yield Mutant("Opus of 2 seconds that says 200 years", opus_silence(2, 200 * 365 * DAY))
    yield Mutant("Matroska of two blocks 30 hours apart", gap(seeds["song.mka"], 30 * 3600))
    yield Mutant("a WAV of 8 bits that states 4 GiB", wave(bytes(20_000), bits=8)[:-4])
    for count in (40, 60_000):
        yield Mutant(f"played {count} times by its edit list", replayed(seeds["song.m4a"], count))
    film = seeds["film.mp4"]
    times = part(film.data, "moov/trak/mdia/minf/stbl/stts")
    for ticks in ((1 << 31) - 1,):
        data = put(film.data, (times.path, 12, ">I"), ticks)
        yield film.mutant(f"each picture lasts {ticks} ticks", data)


def covers(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Covers that would fill a machine, lie about what they are, or never end."""
    frames = seeds["song.mp3"].data[part(seeds["song.mp3"].data, "frames").start :]
    rows = zlib.compress(bytes(60_001) * 100, 9)
    text = struct.pack(">I", 1 << 20) + b"zTXt"
    images = {
        "60000 x 60000": png(60_000, 60_000, rows),
        "2^31 x 2^31": png((1 << 31) - 1, (1 << 31) - 1, rows),
        "0 x 0": png(0, 0, b""),
        "8000 x 8000 of which nothing is there": png(8_000, 8_000, b""),
        "with a packed comment of a gigabyte": png(64, 64, rows, text + _packed(GIGABYTE // 8)),
        "of noise": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        "a script": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "a JPEG of 65535 x 65535": _jpeg(65_535, 65_535),
        "a GIF of 65535 x 65535": b"GIF89a" + b"\xff" * 4 + bytes(3) + b"\x2c" + bytes(40),
        "a BMP of 2^31 x 1": b"BM"
        + struct.pack("<IIIIiiHHI", 99, 0, 54, 40, (1 << 31) - 1, 1, 1, 1, 0),
        "a playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "empty": b"",
    }
    for name, image in images.items():
        yield Mutant(f"cover: {name}", id3(cover(image)) + frames)
    yield Mutant("a thousand covers", id3(*[cover(_jpeg(64, 64))] * 1000) + frames)
    yield Mutant(
        "cover that says it is an address", id3(cover(b"http://127.0.0.1/x", b"-->")) + frames
    )


def tracks(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Streams, chapters and boxes without number, or one inside the other without end."""
    film = seeds["film.mp4"]
    trak = part(film.data, "moov/trak")
    moov = part(film.data, "moov")
    for count in (63, 64, 3_000, 20_000):
        again = film.data[trak.start : trak.end] * count
        head = film.data[moov.start : moov.end] + again
        head = struct.pack(">I", len(head)) + head[4:]
        data = film.data[: moov.start] + head + film.data[moov.end :]
        yield film.mutant(f"{count} tracks more", data)
    for count in (60, 126):
        made = b"".join(sound_track(index) for index in range(1, count + 1))
        sound = element(0x1F43B675, number(0xE7, 0) + block(1, 0, bytes(30_000)))
        yield Mutant(f"Matroska of {count} tracks", matroska(element(0x1654AE6B, made), sound))
    heads = b"".join(page(n, 0, 0, [_opus_head()], 2) for n in range(2, 5_000))
    yield Mutant("five thousand streams in one Ogg", heads + seeds["song.opus"].data)
    links = b"".join(_chained(n) for n in range(400))
    yield Mutant("four hundred Ogg files one behind the other", links)
    for container, nested in _nested().items():
        yield nested_in(seeds[container], nested)
    yield Mutant("a hundred thousand chunks", _many_chunks(100_000))
    yield Mutant(
        "ID3 of a hundred thousand frames",
        id3(*[(b"TXXX", b"\0a\0b")] * 100_000) + seeds["song.mp3"].data,
    )
    yield Mutant("ten thousand ID3 tags", id3((b"TIT2", b"\0a")) * 10_000 + seeds["song.mp3"].data)
    yield Mutant(
        "ID3 that states 256 MB",
        id3((b"TIT2", b"\0a"), size=(1 << 28) - 1) + seeds["song.mp3"].data,
    )


def packed(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Matroska and QuickTime can be packed with zlib, and so hold what fits nowhere."""
    zlib_of = element(
        0x6D80, element(0x6240, number(0x5033, 1) + element(0x5034, number(0x4254, 0)))
    )
    for size in (1 << 20, GIGABYTE):
        body = _packed(size)
        track = element(0x1654AE6B, sound_track(1, b"A_PCM/INT/LIT", zlib_of))
        sound = element(0x1F43B675, number(0xE7, 0) + block(1, 0, body))
        yield Mutant(f"Matroska with a block that unpacks to {size} bytes", matroska(track, sound))
        inside = box(b"dcom", b"zlib") + box(
            b"cmvd", struct.pack(">I", min(size, (1 << 32) - 1)) + body
        )
        movie = box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", box(b"cmov", inside))
        yield Mutant(f"QuickTime whose header unpacks to {size} bytes", movie, "video")
    yield seeds["film.mkv"].mutant(
        "its pictures state 65535 x 65535", _huge(seeds["film.mkv"].data)
    )


def flac_silence(seconds: int, says: int, rate: int = 8_000) -> bytes:
    """Frames of 65,535 samples of which each says: all zero."""
    block_size = 65_535
    samples = rate * says
    info = struct.pack(">HH6x", block_size, block_size)
    info += (rate << 44 | 0 << 41 | 15 << 36 | samples).to_bytes(8, "big") + bytes(16)
    frames = _flac_frames(seconds * rate // block_size + 1, block_size)
    return b"fLaC\x80" + len(info).to_bytes(3, "big") + info + frames


@cache
def _flac_frames(count: int, block_size: int) -> bytes:
    return b"".join(_flac_frame(number, block_size) for number in range(count))


def _flac_frame(index: int, block_size: int) -> bytes:
    head = b"\xff\xf8\x74\x08" + _like_utf8(index) + struct.pack(">H", block_size - 1)
    head += bytes([_crc(head, 0x07, 8)])
    body = head + b"\0\0\0"
    return body + struct.pack(">H", _crc(body, 0x8005, 16))


def _like_utf8(value: int) -> bytes:
    """A number in the way that FLAC borrowed from UTF-8, surrogates and all."""
    if value < 0x80:
        return bytes([value])
    rest: list[int] = []
    most = 0x40
    while value >= most:
        rest.insert(0, 0x80 | value & 0x3F)
        value >>= 6
        most = 0x40 >> len(rest)
    return bytes([(0xFF << 7 - len(rest)) & 0xFF | value, *rest])


def _crc(data: bytes, polynomial: int, bits: int) -> int:
    total, top, most = 0, 1 << bits - 1, (1 << bits) - 1
    for byte in data:
        total ^= byte << bits - 8
        for _ in range(8):
            total = (total << 1 ^ polynomial if total & top else total << 1) & most
    return total


def alac_silence(seed: Seed, says: int) -> bytes:
    """One packet of it, two days' worth of times; the header says what it likes."""
    stbl = "moov/trak/mdia/minf/stbl"
    count = 2 * DAY * 24_000 // 4096
    data = put(seed.data, (f"{stbl}/stts", 8, ">I"), count)
    data = put(data, (f"{stbl}/stsz", 4, ">I"), 64)
    data = put(data, (f"{stbl}/stsz", 8, ">I"), count)
    data = put(data, (f"{stbl}/stsc", 12, ">I"), count)
    return put(data, ("moov/trak/mdia/mdhd", 16, ">I"), 24_000 * says)


def _opus_head(channels: int = 1) -> bytes:
    return b"OpusHead" + struct.pack("<BBHIhB", 1, channels, 312, 48_000, 0, 0)


def opus_silence(seconds: int, says: int) -> bytes:
    """Packets of 120 ms of which each is six frames of nothing: three bytes."""
    packet, a_page = b"\xfb\x06\x00", 250
    tags = b"OpusTags" + struct.pack("<II", 0, 0)
    pages = [page(1, 0, 0, [_opus_head()], 2), page(1, 1, 0, [tags])]
    count = -(-seconds * 1000 // (120 * a_page)) if seconds > 30 else 1
    packets = a_page if seconds > 30 else seconds * 1000 // 120
    pages += [
        page(1, 2 + n, min((n + 1) * packets * 5760, says * 48_000), [packet] * packets)
        for n in range(count)
    ]
    # Who reads from the end believes the last.
    pages.append(page(1, 2 + count, says * 48_000, [packet], 4))
    return b"".join(pages)


def gap(seed: Seed, seconds: int) -> bytes:
    """The seed, whose last block lies far behind the others."""
    last = [p for p in parts(seed.data) if p.path.endswith("/A3")][-1]
    late = element(0x1F43B675, number(0xE7, seconds * 1000) + seed.data[last.start : last.end])
    return seed.data + late


def replayed(seed: Seed, count: int) -> bytes:
    """So many edits of the same second and a half."""
    edits = part(seed.data, "moov/trak/edts/elst")
    body = struct.pack(">II", 0, count) + struct.pack(">IiI", 1500, 0, 1 << 16) * count
    longer = box(b"elst", body)
    grown = len(longer) - (edits.end - edits.start)
    data = bytearray(seed.data[: edits.start] + longer + seed.data[edits.end :])
    for path in ("moov", "moov/trak", "moov/trak/edts"):
        above = part(seed.data, path)
        struct.pack_into(">I", data, above.start, above.end - above.start + grown)
    chunks = part(bytes(data), "moov/trak/mdia/minf/stbl/stco")
    for at in range(chunks.body + 8, chunks.end, 4):
        struct.pack_into(">I", data, at, struct.unpack_from(">I", data, at)[0] + grown)
    return bytes(data)


def nested_in(seed: Seed, nested: bytes) -> Mutant:
    return seed.mutant(f"{len(nested)} bytes of parts in parts behind it", seed.data + nested)


def _nested() -> dict[str, bytes]:
    """10,000 parts, each in the one before."""
    boxes, chapters, lists = b"", b"", b""
    for _ in range(2_000):
        boxes = box(b"moov", boxes)
        chapters = element(0xB6, chapters)
        lists = b"LIST" + struct.pack("<I", 4 + len(lists)) + b"hdrl" + lists
    book = element(0x1043A770, element(0x45B9, chapters))
    return {"film.mp4": boxes, "film.mkv": book, "film.avi": lists}


def _chained(serial: int) -> bytes:
    tags = b"OpusTags" + struct.pack("<II", 0, 0)
    sound = [b"\xfb\x06\x00"] * 9
    heads = page(serial, 0, 0, [_opus_head()], 2) + page(serial, 1, 0, [tags])
    return heads + page(serial, 2, 9 * 5760, sound, 4)


def _many_chunks(count: int) -> bytes:
    whole = wave(bytes(30_000))
    return whole[:12] + (b"note" + struct.pack("<I", 0)) * count + whole[12:]


def _packed(size: int) -> bytes:
    """A zlib stream of so many zeros."""
    packer = zlib.compressobj(9)
    blocks = [packer.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join(blocks) + packer.flush()


def _jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + bytes(64) + b"\xff\xd9"


def _huge(data: bytes) -> bytes:
    for name in (0xB0, 0xBA):
        side = part(data, f"18538067/1654AE6B/AE/E0/{name:X}")
        wide = side.end - side.body
        data = data[: side.body] + b"\xff" * wide + data[side.end :]
    return data
