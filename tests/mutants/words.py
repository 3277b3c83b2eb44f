"""Words where no words should matter: in tags, in names of tracks, in what describes a file."""

import struct
from collections.abc import Iterator, Mapping

from tests.mutants import Mutant, Seed
from tests.mutants.build import box, id3
from tests.mutants.walk import part

WORDS = {
    "a path": b"../../../../etc/passwd",
    "words for a shell": b"$(touch /tmp/hacked); `id` | rm -rf / && \"'",
    "words for ffmpeg": b"-i /etc/passwd -f concat; [0:a]anull[out];movie=/etc/passwd",
    "terminal escapes": b"\x1b]0;hacked\x07\x1b[2J\x1b[31m\x9b\x90\r\n",
    "zero bytes": b"A\0B\0\0\0C",
    "no UTF-8": b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf8\x88\x80\x80\x80",
    "right to left": "song\u202e3pm.exe\u2066\u200b".encode(),
    "a script": b"<script>alert(1)</script><img src=x onerror=alert(1)>",
    "SQL and JSON": b'\'; DROP TABLE media; -- {"$ne": null} ${jndi:ldap://127.0.0.1/a}',
    "formats": b"%s%n%x{0.__class__}{{7*7}}",
    "a megabyte": b"x" * (1 << 20),
    "progress": b"out_time_us=1\nprogress=end\nlavfi.r128.I=0\n",
}


def tags(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Each of them as a title, in ID3, iTunes' list and a RIFF's INFO."""
    mp3, m4a, wav = seeds["song.mp3"].data, seeds["song.m4a"].data, seeds["song.wav"].data
    for name, words in WORDS.items():
        fields = [(kind, b"\3" + words) for kind in (b"TIT2", b"TPE1", b"TXXX", b"COMM")]
        yield Mutant(f"{name} in ID3.mp3", id3(*fields, (words[:4].ljust(4), words)) + mp3)
        entry = box(b"\xa9nam", box(b"data", struct.pack(">II", 1, 0), words))
        handler = struct.pack(">II4s12xB", 0, 0, b"mdir", 0)
        listed = box(b"meta", bytes(4), box(b"hdlr", handler), box(b"ilst", entry))
        yield Mutant(f"{name} in an iTunes list.m4a", _grown(m4a, box(b"udta", listed)))
        even = words + b"\0" * (len(words) % 2)
        info = b"INFO" + b"INAM" + struct.pack("<I", len(even)) + even
        yield Mutant(f"{name} in INFO.wav", wav + b"LIST" + struct.pack("<I", len(info)) + info)


def named(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Handlers, encoders and descriptions of other people's choice."""
    for name, words in WORDS.items():
        if len(words) > 100:
            continue
        for seed in (seeds["song.m4a"], seeds["film.mp4"]):
            handler = part(seed.data, "moov/trak/mdia/hdlr")
            room = handler.end - handler.body - 24
            told = words[:room].ljust(room, b"\0")
            data = seed.data[: handler.body + 24] + told + seed.data[handler.end :]
            yield seed.mutant(f"{name} as its handler's name", data)
        for form in ("song.opus", "song.ogg"):
            seed = seeds[form]
            vendor = part(seed.data, "page 1")
            data = (
                seed.data[: vendor.body + 12] + words + seed.data[vendor.body + 12 + len(words) :]
            )
            yield seed.mutant(f"{name} as its encoder", data)


def _grown(data: bytes, last: bytes) -> bytes:
    """An MP4 with one box more at the end of its header, which stands at the file's front."""
    moov = part(data, "moov")
    made = bytearray(data[: moov.end] + last + data[moov.end :])
    struct.pack_into(">I", made, moov.start, moov.end - moov.start + len(last))
    chunks = part(bytes(made), "moov/trak/mdia/minf/stbl/stco")
    for at in range(chunks.body + 8, chunks.end, 4):
        struct.pack_into(">I", made, at, struct.unpack_from(">I", made, at)[0] + len(last))
    return bytes(made)
