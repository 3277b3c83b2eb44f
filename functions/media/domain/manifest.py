"""What an encode worker leaves for the packager: per rendition, the segments it wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from media.domain.plan import Plan
from media.domain.playlists import Stream
from media.domain.renditions import Rendition


@dataclass(frozen=True, slots=True)
class Written:
    """`segments` are (duration in ticks of `timescale`, size and key in bytes), from
    `first_segment` on: see media.domain.cmaf.Segment.
    """

    codecs: str
    timescale: int
    first_segment: int
    segments: Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Of one chunk; a rendition whose sound or pictures ended before the chunk is empty in it."""

    index: int
    renditions: Mapping[str, Written]

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Manifest":
        return cls(
            given["index"],
            {
                name: Written(
                    written["codecs"],
                    written["timescale"],
                    written["first_segment"],
                    [(ticks, size, key) for ticks, size, key in written["segments"]],
                )
                for name, written in given["renditions"].items()
            },
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def replaced(self, by: Mapping[str, Written]) -> "Manifest":
        """With some renditions written again."""
        return Manifest(self.index, {**self.renditions, **by})


def name(index: int) -> str:
    """Where a chunk's manifest lies under the run's work prefix."""
    return f"chunk-{index:05d}.json"


def streams(plan: Plan, manifests: Sequence[Manifest]) -> list[Stream]:
    """The renditions as they were written by all chunks together; ValueError on a hole.

    The manifests are in the order of their chunks, each with the renditions of its kind.
    """
    return [_stream(rendition, manifests) for rendition in plan.renditions]


def _stream(rendition: Rendition, manifests: Sequence[Manifest]) -> Stream:
    segments: list[tuple[int, int, int]] = []
    given = [m.renditions[rendition.id] for m in manifests if rendition.id in m.renditions]
    parts = [part for part in given if part.segments]
    if not parts:
        raise ValueError(f"{rendition.id}: no segments")
    for part in parts:
        if part.first_segment != len(segments) + 1:
            raise ValueError(
                f"{rendition.id}: segment {part.first_segment} follows {len(segments)}"
            )
        segments += part.segments
    if {part.codecs for part in parts} != {parts[0].codecs}:
        raise ValueError(f"{rendition.id}: chunks differ in codec")
    return Stream(
        id=rendition.id,
        kind=rendition.kind,
        codecs=parts[0].codecs,
        timescale=parts[0].timescale,
        segments=segments,
        score=rendition.score,
        channels=rendition.channels,
        resolution=(rendition.width, rendition.height)
        if rendition.width and rendition.height
        else None,
        frame_rate=Fraction(rendition.frame_rate) if rendition.frame_rate else None,
    )
