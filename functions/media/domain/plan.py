"""Decide what is made of a source, and by how many: its renditions and the chunks of the work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from media.domain.chunks import Chunk, decodes_first, shared_out
from media.domain.renditions import Rendition, renditions_of
from media.domain.source import Source


@dataclass(frozen=True, slots=True)
class Plan:
    renditions: Sequence[Rendition]
    chunks: Sequence[Chunk]
    """Empty in a step that needs only their number."""
    parts: int
    download: str | None
    """The rendition that the progressive file is made from; none for video."""
    decode: bool = False
    """Workers get the sound decoded, a piece for each chunk of it."""
    gain_db: float | None = None
    """What the sound is turned up by, if it is delivered normalised."""

    @classmethod
    def for_source(
        cls,
        source: Source,
        workers: int = 1,
        *,
        gain_db: float | None = None,
        av1: bool = False,
    ) -> "Plan":
        """For so many workers; its sound turned up by `gain_db`, its pictures in AV1 too."""
        renditions = renditions_of(source, louder=bool(gain_db), av1=av1)
        best = [r.id for r in renditions if r.codec == "aac"][-1:]
        made = shared_out(source, renditions, workers)
        return cls(
            renditions,
            made,
            len(made),
            best[0] if best and source.kind == "audio" else None,
            decodes_first(source, made),
            gain_db or None,
        )

    @classmethod
    def from_dict(
        cls, given: Mapping[str, Any], chunks: Sequence[Mapping[str, Any]] = ()
    ) -> "Plan":
        renditions = [Rendition.from_dict(rendition) for rendition in given["renditions"]]
        return cls(
            renditions,
            [Chunk.from_dict(chunk, renditions) for chunk in chunks],
            given["parts"],
            given["download"],
            given["decode"],
            given["gain_db"],
        )

    def as_dict(self) -> dict[str, Any]:
        """All but the chunks, which go to their workers one by one."""
        return {
            "renditions": [rendition.as_dict() for rendition in self.renditions],
            "parts": self.parts,
            "download": self.download,
            "decode": self.decode,
            "gain_db": self.gain_db,
        }

    def chunk(self, given: Mapping[str, Any]) -> Chunk:
        return Chunk.from_dict(given, self.renditions)

    def rendition(self, name: str) -> Rendition:
        return next(rendition for rendition in self.renditions if rendition.id == name)

    def of(self, chunk: Chunk) -> list[Rendition]:
        """The renditions that a chunk gives."""
        return [rendition for rendition in self.renditions if rendition.id in chunk.spans]

    def seconds(self, chunk: Chunk, duration: float) -> float:
        """How long a chunk of a source of `duration` seconds is."""
        rendition = self.of(chunk)[0]
        span = chunk.spans[rendition.id]
        frame = rendition.frame / rendition.timescale
        if span.frames is None:
            return max(0.0, duration - span.first_frame * frame)
        return span.frames * frame
