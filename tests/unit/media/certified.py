"""Streams made of many chunks and certified, in a bucket of this process, as the workflow does."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from media.data import pieces, storage
from media.data.encode import Pcm, encode
from media.domain import manifest
from media.domain.chunks import chunks, decodes_first
from media.domain.jobs import Job
from media.domain.manifest import Manifest, Written
from media.domain.plan import Plan
from media.domain.playlists import Stream, segment_name
from media.domain.renditions import renditions_of
from media.domain.source import Audio, Source
from media.steps import certify, measure, probe
from tests import real_files
from tests.unit.media.encoded import Sound, hear, shared
from tests.unit.media.files import make, stored

RATES = ["aac-64", "aac-128", "aac-256", "opus-128"]


@dataclass
class Run:
    """One upload on its way; `rounds` are Certify's answers."""

    original: Path
    job: Job
    source: Source
    plan: Plan
    measured: dict[str, Any] = field(default_factory=dict)
    rounds: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        original: Path,
        cuts: Sequence[int],
        *,
        kind: str = "audio",
        only: Sequence[str] = (),
        sound_cuts: Sequence[int] = (),
    ) -> "Run":
        """A file that is cut into chunks before these segments."""
        source = probe.look(str(original), kind)
        plan = Plan.for_source(source)
        kept = [r for r in plan.renditions if not only or r.id in only]
        shares = shared(kept, cuts, sound_cuts)
        decode = decodes_first(source, shares)
        plan = replace(plan, renditions=kept, chunks=shares, parts=len(shares), decode=decode)
        return cls(original, stored(original, kind), source, plan)

    @property
    def event(self) -> dict[str, Any]:
        """What steps are given, by way of JSON."""
        event = {
            "job": self.job.as_dict(),
            "source": self.source.as_dict(),
            "plan": self.plan.as_dict(),
            "chunks": [chunk.as_dict() for chunk in self.plan.chunks],
            "measured": self.measured,
            "round": self.rounds[-1]["round"] if self.rounds else 0,
        }
        passed: dict[str, Any] = json.loads(json.dumps(event))
        return passed

    def made(self, *, warm_up: int | None = None) -> "Run":
        """Every chunk encoded, and the source measured. `warm_up`, in frames, as it should not be
        of what is not encoded again.
        """
        plan = self.plan
        if warm_up is not None:
            self.plan = replace(
                plan, renditions=[replace(r, warm_up=warm_up) for r in plan.renditions]
            )
        for chunk in self.event["chunks"]:
            self.encode(chunk)
        self.plan = plan
        self.measured = measure.handler(self.event, None)
        return self

    def certify(self) -> dict[str, Any]:
        self.rounds.append(certify.handler(self.event, None))
        return self.rounds[-1]

    def certified(self) -> dict[str, Any]:
        """Rounds until nothing is asked for any more; the certificate."""
        while not self.rounds or self.rounds[-1]["again"] or self.rounds[-1]["decode"]:
            if self.rounds and self.rounds[-1]["decode"]:
                self.plan = replace(self.plan, decode=True)
            for chunk in self._asked():
                self.encode(chunk)
            self.certify()
        return self.certificate

    @property
    def certificate(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(storage.get_bytes(self.job.prefix + "seams.json"))
        return found

    def encode(self, asked: dict[str, Any], original: Path | None = None) -> None:
        """As the step Encode does; of another file, if one is given."""
        chunk = self.plan.chunk(asked)
        written = {}
        with tempfile.TemporaryDirectory() as scratch:
            given: Path | Pcm = original or self.original
            if self.plan.decode and chunk.kind != "video":
                cut = pieces.cut(self.original, self.source, self.plan, Path(scratch), seconds=60)
                pcm = {piece.index: path for piece, path in cut}
                begin = pieces.begin_of(self.plan, chunk, self.source)
                given = Pcm(pcm[chunk.index], begin)
            for encoded in encode(given, self.source, self.plan, chunk, Path(scratch), seconds=60):
                prefix = self.job.folder(encoded.rendition)
                if encoded.init:
                    storage.put_bytes(encoded.init, prefix + "init.mp4", "audio/mp4")
                segments = []
                for segment in encoded.segments:
                    key = prefix + segment_name(segment.number)
                    storage.put_bytes(segment.data, key, "audio/mp4")
                    segments.append(segment.noted)
                span = chunk.spans[encoded.rendition.id]
                written[encoded.rendition.id] = Written(
                    encoded.codecs, encoded.rendition.timescale, span.first_segment, segments
                )
        made = Manifest(chunk.index, written)
        name = manifest.name(chunk.index)
        if chunk.only:
            made = Manifest.from_dict(storage.get_json(self.job, name)).replaced(written)
        storage.put_json(self.job, name, made.as_dict())

    def heard(self, name: str, folder: Path) -> Sound:
        """All that a player decodes of a rendition."""
        prefix = self.job.folder(self.plan.rendition(name))
        names = ["init.mp4", *map(segment_name, range(1, self.segments(name) + 1))]
        path = folder / f"{name}.mp4"
        path.write_bytes(b"".join(storage.get_bytes(prefix + one) for one in names))
        return hear(path, self.plan.rendition(name).channels or 2)

    def segments(self, name: str) -> int:
        return len(self._stream(name).segments)

    def ticks(self, name: str) -> int:
        """How long the rendition says that it is."""
        return sum(segment[0] for segment in self._stream(name).segments)

    def _stream(self, name: str) -> Stream:
        found = (storage.get_json(self.job, manifest.name(n)) for n in range(self.plan.parts))
        streams = manifest.streams(self.plan, [Manifest.from_dict(one) for one in found])
        return next(stream for stream in streams if stream.id == name)

    def _asked(self) -> list[dict[str, Any]]:
        if not self.rounds:
            return []
        asked: list[dict[str, Any]] = self.rounds[-1]["again"]
        chunks: list[dict[str, Any]] = self.event["chunks"]
        return chunks if self.rounds[-1]["decode"] else asked


def recording(
    rate: int = 44_100, channels: int = 2, *, lossless: bool = True, duration: float = 3600
) -> Source:
    audio = Audio(
        index=0,
        codec="flac" if lossless else "mp3",
        lossless=lossless,
        sample_rate=rate,
        channels=channels,
        layout=None,
        bit_depth=16 if lossless else None,
        bit_rate=None if lossless else 320_000,
        start=0,
    )
    return Source("audio", "flac", 10**8, duration, 800_000, audio, None, None)


def plan_of(source: Source, cuts: list[int]) -> Plan:
    renditions = renditions_of(source)
    shares = chunks(renditions, cuts, "audio")
    return Plan(renditions, shares, len(shares), None)


def song(
    folder: Path, title: str, *, start: float = 0, seconds: float = 600, rate: int = 44_100
) -> Path:
    """Some of a recording as a WAV, which can be sought; the recordings are Ogg Vorbis."""
    given = ["-ss", str(start), "-t", str(seconds), "-i", str(real_files.songs()[title])]
    return make(folder / f"{title[:4]}-{start}.wav", [*given, "-ar", str(rate)])


def exact(run: Run, name: str) -> int:
    """The source's samples, as many as they are at the rendition's rate."""
    samples = len(hear(run.original, 2))
    rate, ours = run.source.audio.sample_rate if run.source.audio else 1, run.plan.rendition(name)
    return (2 * samples * ours.timescale + rate) // (2 * rate)


def verdicts(certificate: dict[str, Any], name: str) -> dict[str, int]:
    found: dict[str, int] = certificate["renditions"][name]["verdicts"]
    return {verdict: count for verdict, count in found.items() if count}
