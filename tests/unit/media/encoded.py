"""Streams made by the encoder under test, and what ffmpeg hears and sees in them."""

import json
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from media.data import ffmpeg, pieces
from media.data.encode import Pcm, encode
from media.data.sound import Before
from media.domain import manifest, playlists
from media.domain.chunks import Chunk, chunks, decodes_first
from media.domain.isobmff import boxes, find
from media.domain.manifest import Manifest, Written
from media.domain.plan import Plan
from media.domain.playlists import Stream
from media.domain.renditions import Rendition
from media.domain.source import Source
from media.steps import probe

Sound = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Made:
    folder: Path
    source: Source
    plan: Plan
    streams: dict[str, Stream]

    def path(self, name: str) -> Path:
        """One rendition as a single file: the init segment and all media segments."""
        whole = self.folder / name / "whole.mp4"
        if not whole.exists():
            parts = [self.folder / name / "init.mp4", *self.segments(name)]
            whole.write_bytes(b"".join(part.read_bytes() for part in parts))
        return whole

    def segments(self, name: str) -> list[Path]:
        return sorted((self.folder / name).glob("*.m4s"))

    def playlist(self, name: str) -> Path:
        return self.folder / name / "media.m3u8"


def stream(
    original: Path,
    folder: Path,
    *,
    kind: str = "audio",
    only: Sequence[str] = (),
    cuts: Sequence[int] = (),
    sound_cuts: Sequence[int] = (),
    gain_db: float | None = None,
    av1: bool = False,
    before: Before | None = None,
) -> Made:
    """Encode a file as the workflow does, chunk by chunk, into a folder instead of a bucket."""
    source = probe.look(str(original), kind)
    plan = Plan.for_source(source, gain_db=gain_db, av1=av1)
    kept = [r for r in plan.renditions if not only or r.id in only]
    shares = shared(kept, cuts, sound_cuts)
    decode = decodes_first(source, shares)
    plan = replace(plan, renditions=kept, chunks=shares, parts=len(shares), decode=decode)
    folder.mkdir(exist_ok=True)
    cut = pieces.cut(original, source, plan, folder, seconds=120) if decode else ()
    ready = {chunk.index: path for chunk, path in cut}
    manifests = []
    for chunk in plan.chunks:
        scratch = folder / f"chunk-{chunk.index}"
        scratch.mkdir(parents=True)
        written = {}
        given: Path | Pcm = original
        if chunk.index in ready:
            given = Pcm(ready[chunk.index], pieces.begin_of(plan, chunk, source))
        for encoded in encode(given, source, plan, chunk, scratch, seconds=120, before=before):
            home = folder / encoded.rendition.id
            home.mkdir(exist_ok=True)
            if encoded.init:
                (home / "init.mp4").write_bytes(encoded.init)
            segments = []
            for segment in encoded.segments:
                (home / playlists.segment_name(segment.number)).write_bytes(segment.data)
                segments.append(segment.noted)
            first = chunk.spans[encoded.rendition.id].first_segment
            written[encoded.rendition.id] = Written(
                encoded.codecs, encoded.rendition.timescale, first, segments
            )
        manifests.append(Manifest(chunk.index, written))
    streams = {stream.id: stream for stream in manifest.streams(plan, manifests)}
    for name, made in streams.items():
        (folder / name / "media.m3u8").write_text(playlists.media_playlist(made))
    (folder / "master.m3u8").write_text(playlists.master_playlist(list(streams.values())))
    return Made(folder, source, plan, streams)


def shared(
    renditions: Sequence[Rendition], cuts: Sequence[int], sound_cuts: Sequence[int]
) -> list[Chunk]:
    """The chunks of these cuts; where there are pictures, `cuts` are theirs alone."""
    sound = [r for r in renditions if r.kind == "audio"]
    pictures = [r for r in renditions if r.kind == "video"]
    if not cuts:
        return chunks(renditions, [])
    if not pictures:
        return chunks(renditions, cuts, "audio")
    made = chunks(sound, sound_cuts, "audio") if sound else []
    return [*made, *chunks(pictures, cuts, "video", len(made))]


def music(seconds: float, rate: int, channels: int = 2) -> Sound:
    """Chords with noise from the very first sample, so that a weak start would be heard."""
    generator = np.random.default_rng(360)
    t = np.arange(round(seconds * rate)) / rate
    tones = [(220, 1.0, 0.3), (441, 0.5, 1.0), (662, 0.4, 0.1), (1100, 0.3, 2.0), (2217, 0.2, 0.7)]
    sides = [
        sum(a * np.sin(2 * np.pi * f * t + p + 0.4 * side) for f, a, p in tones if f < rate / 2)
        + 0.03 * generator.standard_normal(len(t))
        for side in range(channels)
    ]
    sound = np.stack(sides, axis=1)
    return np.asarray(0.6 * sound / np.abs(sound).max(), np.float32)


def record(path: Path, sound: Sound, rate: int, *arguments: str) -> Path:
    """Write samples to a file of the format that the name and the arguments say."""
    raw = path.with_suffix(".f32")
    raw.write_bytes(sound.tobytes())
    channels = str(sound.shape[1])
    given = ["-f", "f32le", "-ar", str(rate), "-ac", channels, "-i", str(raw)]
    ffmpeg.run([*given, *arguments, str(path)], seconds=60)
    raw.unlink()
    return path


def hear(path: Path, channels: int) -> Sound:
    """All that ffmpeg decodes of a file or playlist."""
    command = [str(ffmpeg.tool("ffmpeg")), "-v", "error", "-i", str(path), "-map", "0:a:0"]
    pcm = subprocess.run(
        [*command, "-f", "f32le", "-ac", str(channels), "-"], capture_output=True, check=True
    )
    assert not pcm.stderr, pcm.stderr.decode()
    return np.frombuffer(pcm.stdout, "<f4").reshape(-1, channels)


def snr(wanted: Sound, heard: Sound) -> float:
    """Decibels of the wanted signal over the difference."""
    noise = float(((wanted - heard) ** 2).sum())
    return float(10 * np.log10(float((wanted**2).sum()) / noise)) if noise else float("inf")


def packets(path: Path) -> list[dict[str, Any]]:
    """ffprobe's view of each packet of the first stream."""
    said = subprocess.run(
        [
            *[str(ffmpeg.tool("ffprobe")), "-v", "error", "-of", "json", "-select_streams", "0"],
            *["-show_entries", "packet=pts,dts,duration,flags", str(path)],
        ],
        capture_output=True,
        check=True,
    )
    assert not said.stderr, said.stderr.decode()
    found: list[dict[str, Any]] = json.loads(said.stdout)["packets"]
    return found


@dataclass(frozen=True)
class Fragment:
    number: int
    decode_time: int
    durations: list[int]
    composition: list[int]


def fragment(segment: bytes) -> Fragment:
    """A segment's head, read by the letter of ISO/IEC 14496-12 and not by our own reader."""
    whole = memoryview(segment)
    assert [kind for kind, _ in boxes(whole)] == [b"styp", b"moof", b"mdat"]
    moof = find(whole, b"moof")
    assert [kind for kind, _ in boxes(moof)] == [b"mfhd", b"traf"]
    traf = find(moof, b"traf")
    assert [kind for kind, _ in boxes(traf)] == [b"tfhd", b"tfdt", b"trun"]
    tfhd, tfdt, trun = (find(traf, name) for name in (b"tfhd", b"tfdt", b"trun"))
    (head,) = struct.unpack_from(">I", tfhd)
    assert head == 0x020008, "default-base-is-moof and a default duration"
    (frame,) = struct.unpack_from(">I", tfhd, 8)
    (flags,) = struct.unpack_from(">I", trun)
    count, offset = struct.unpack_from(">Ii", trun, 4)
    columns = (flags & 0xF00).bit_count()
    rows = [struct.unpack_from(f">{columns}I", trun, 12 + 4 * columns * i) for i in range(count)]
    assert len(trun) == 12 + 4 * columns * count
    timed = bool(flags & 0x100)
    mdat = find(whole, b"mdat")
    assert sum(row[int(timed)] for row in rows) == len(mdat)
    moof_at = len(segment) - 8 - len(mdat) - 8 - len(moof)
    assert moof_at + offset == len(segment) - len(mdat)
    return Fragment(
        number=struct.unpack_from(">I", find(moof, b"mfhd"), 4)[0],
        decode_time=struct.unpack_from(">Q", tfdt, 4)[0],
        durations=[row[0] for row in rows] if timed else [frame] * count,
        composition=[row[-1] for row in rows] if flags & 0x800 else [0] * count,
    )


def edit(made: Made, name: str) -> tuple[int, int] | None:
    """The edit list's duration and media time, the first in the movie's timescale = samples."""
    init = memoryview((made.folder / name / "init.mp4").read_bytes())
    moov = find(init, b"moov")
    if b"elst" not in bytes(moov):
        return None
    count, duration, start = struct.unpack_from(">IQq", find(moov, b"trak", b"edts", b"elst"), 4)
    assert count == 1
    assert struct.unpack_from(">I", find(moov, b"mvhd"), 20) == (made.streams[name].timescale,)
    return duration, start
