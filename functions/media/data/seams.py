"""Hear a join: what was delivered around it and what the source has there, sample beside sample."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from didit360.clients import client
from media.data import ffmpeg, storage
from media.domain.joins import Excerpt, seconds
from media.domain.playlists import Stream, segment_name
from media.domain.renditions import Rendition
from media.domain.seams import Sound
from media.domain.source import Audio

if TYPE_CHECKING:
    from media.domain.jobs import Job

SOURCE = "source.pcm"
"""The excerpt of the source, in the folder of a join."""
SECONDS = 120
"""For one call of ffmpeg, which takes a few tenths."""
PRE_ROLL = 4
"""Frames after which a decoder that began in the middle is sure of itself."""
ENCODERS = {"aac": "aac", "opus": "libopus"}


@dataclass(frozen=True, slots=True)
class Heard:
    """Both from the start of a frame on; the join is at the start of frame `at`."""

    wanted: Sound
    heard: Sound
    at: int

    def frames(self, frame: int) -> int:
        return min(len(self.wanted), len(self.heard)) // frame


@dataclass(frozen=True, slots=True)
class Join:
    """The join of one rendition before its frame `first`, within an excerpt of the source.

    The excerpt counts from its first frame that is whole in samples of the source: `begin`.
    """

    rendition: Rendition
    first: int
    excerpt: Excerpt
    audio: Audio
    gain_db: float

    @property
    def begin(self) -> int:
        return self.excerpt.first_frame(self.rendition, self.audio.sample_rate)

    @property
    def at(self) -> int:
        """Which frame of those heard is the first after the join."""
        return self.first - self.begin - -(-self.rendition.priming // self.rendition.frame)

    @property
    def lead(self) -> int:
        """Samples from the start of `begin` until a frame begins to be heard."""
        return -self.rendition.priming % self.rendition.frame

    @property
    def time(self) -> float:
        return float(seconds(self.rendition, self.first))

    @property
    def channels(self) -> int:
        return min(self.audio.channels, 2)

    @property
    def _skipped(self) -> int:
        """Samples of the excerpt before `begin`."""
        rendition, rate = self.rendition, self.audio.sample_rate
        return self.begin * rendition.frame * rate // rendition.timescale - self.excerpt.begin

    def numbers(self, segments: int) -> range:
        """The segments to decode, of so many that there are."""
        grid, end = self.rendition.grid, self.excerpt.end
        number = next(
            n
            for n in range(segments, 0, -1)
            if n == 1 or grid.start(n - 1) <= self.begin - PRE_ROLL
        )
        ticks = end * self.rendition.timescale // self.audio.sample_rate + self.rendition.priming
        last = next(
            n
            for n in range(number, segments + 1)
            if n == segments or grid.start(n) * self.rendition.frame >= ticks
        )
        return range(number, last + 1)

    def graph(self) -> str:
        """The filters that make of the excerpt what the encoder saw."""
        gain = f",volume={self.gain_db}dB:precision=double" if self.gain_db else ""
        rate = self.rendition.sample_rate
        resampled = f",aresample={rate}:tsf=fltp" if rate != self.audio.sample_rate else ""
        return f"atrim=start_sample={self._skipped},asetpts=round(N/SR/TB){gain}{resampled}"

    def pcm(self, path: Path) -> list[str]:
        rate = str(self.audio.sample_rate)
        return ["-f", "s16le", "-ar", rate, "-ac", str(self.channels), "-i", str(path)]


def fetch(job: "Job", join: Join, stream: Stream, folder: Path) -> range:
    """Write the segments around a join, with their init segment, to `<id>.mp4`; which ones."""
    numbers = join.numbers(len(stream.segments))
    prefix = job.folder(join.rendition)
    with (folder / f"{join.rendition.id}.mp4").open("wb") as file:
        for name in ("init.mp4", *map(segment_name, numbers)):
            file.write(storage.get_bytes(prefix + name))
    return numbers


def hear(
    joins: Sequence[Join],
    streams: Mapping[str, Stream],
    numbers: Mapping[str, range],
    folder: Path,
) -> Iterator[Heard]:
    """Decode the files that `fetch` left, and make of SOURCE what each encoder saw, in one go."""
    files = [["-i", str(folder / f"{join.rendition.id}.mp4")] for join in joins]
    graphs, outputs = [], []
    for index, join in enumerate(joins):
        name = join.rendition.id
        graphs.append(f"[{len(joins)}:a]{join.graph()}[source{index}]")
        raw = ["-f", "f32le", "-ac", str(join.channels)]
        outputs += ["-map", f"{index}:a", *raw, str(folder / f"{name}.f32")]
        outputs += ["-map", f"[source{index}]", *raw, str(folder / f"{name}.source")]
    given = [argument for file in files for argument in file]
    pcm = joins[0].pcm(folder / SOURCE)
    ffmpeg.run(
        [*given, *pcm, "-filter_complex", ";".join(graphs), *outputs],
        seconds=SECONDS,
    )
    for join in joins:
        name = join.rendition.id
        whole = _read(folder / f"{name}.f32", join.channels)
        # ffmpeg may leave out what it takes for priming, so places count from the end.
        begin = len(whole) - (
            _end(join.rendition, streams[name], numbers[name]) - _heard_from(join)
        )
        if begin < 0:
            raise ValueError(f"{name}: the segments before frame {join.first} are too short")
        wanted = _read(folder / f"{name}.source", join.channels)[join.lead :]
        yield Heard(wanted, whole[begin:], join.at)


def unbroken(join: Join, folder: Path) -> Heard:
    """What an encoder makes of SOURCE that does not stop at the join; after `hear`."""
    name = join.rendition.id
    encoded, decoded = folder / f"{name}.unbroken.mp4", folder / f"{name}.unbroken"
    encoder = ["-c:a", ENCODERS[join.rendition.codec], "-b:a", str(join.rendition.bit_rate)]
    graph = ["-af", join.graph()]
    ffmpeg.run([*join.pcm(folder / SOURCE), *graph, *encoder, str(encoded)], seconds=SECONDS)
    raw = ["-f", "f32le", "-ac", str(join.channels)]
    ffmpeg.run(["-i", str(encoded), *raw, str(decoded)], seconds=SECONDS)
    wanted = _read(folder / f"{name}.source", join.channels)[join.lead :]
    return Heard(wanted, _read(decoded, join.channels)[join.lead :], join.at)


def first_bytes(key: str, count: int) -> bytes:
    """The beginning of an object of the streams bucket."""
    answer = client("s3").get_object(
        Bucket=storage.streams(), Key=key, Range=f"bytes=0-{count - 1}"
    )
    return answer["Body"].read()


def _heard_from(join: Join) -> int:
    """The sample of the rendition at which what is compared begins."""
    return join.begin * join.rendition.frame + join.lead


def _end(rendition: Rendition, stream: Stream, numbers: range) -> int:
    """The sample of the rendition at which the decoder's output ends: it plays frames whole."""
    last = numbers[-1]
    frame, start = rendition.frame, rendition.grid.start(last - 1)
    if last < len(stream.segments):
        return rendition.grid.start(last) * frame - rendition.priming
    ticks = stream.segments[-1][0] + (rendition.priming if last == 1 else 0)
    if rendition.lossless:
        return start * frame + ticks
    return (start + -(-ticks // frame)) * frame - rendition.priming


def _read(path: Path, channels: int) -> Sound:
    return np.fromfile(path, "<f4").reshape(-1, channels)
