"""How the work on a source is shared out: chunks that begin and end with whole segments.

A chunk's `spans` say, per rendition, which frames it gives, how many it encodes before them only
to warm the encoder up, and with which segment it begins. As a state of the workflow it is just the
segments that it gives: a state holds 256 KB.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from media.domain.cmaf import Span
from media.domain.renditions import Rendition
from media.domain.source import Source

ALL = "all"
"""Sound and pictures by one worker."""

AUDIO_SECONDS = 594
"""25,600 frames at 44.1 kHz: some ten seconds of work, a quarter percent of it the warm-up."""
VIDEO_SECONDS = 16
VIDEO_ALONE_SECONDS = 60
"""What is shorter is made by one worker."""
MOST_VIDEO_CHUNKS = 400
MOST_DECODED_ANEW = 16
"""Where nobody can seek, each worker decodes all that comes before its chunk."""
FETCHED_A_SECOND = 80_000_000
"""Bytes of the original that reach a worker, of which each gets all."""
ENCODED_A_SECOND = 2
"""Seconds of a film that a worker encodes in a second, roughly."""
WIDELY_ALIGNED = 64
"""Frames; where whole samples of source and rendition meet more seldom, no chunk can begin."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One worker's share: segments `first` (from 0) up to `end`, None being all that follow.

    `only` and `warm_up` are for a chunk that is encoded again: some of its renditions, and with
    more frames before its first.
    """

    index: int
    kind: str
    first: int
    end: int | None
    spans: Mapping[str, Span] = field(repr=False)
    only: Sequence[str] = ()
    warm_up: int | None = None

    @classmethod
    def of(
        cls,
        index: int,
        kind: str,
        first: int,
        end: int | None,
        renditions: Sequence[Rendition],
        *,
        only: Sequence[str] = (),
        warm_up: int | None = None,
    ) -> "Chunk":
        spans = {
            r.id: _span(r, first, end, warm_up)
            for r in renditions
            if kind in (ALL, r.kind) and (not only or r.id in only)
        }
        return cls(index, kind, first, end, spans, tuple(only), warm_up)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], renditions: Sequence[Rendition]) -> "Chunk":
        return cls.of(
            *(given["index"], given["kind"], given["first"], given["end"], renditions),
            only=given.get("only", ()),
            warm_up=given.get("warm_up"),
        )

    def for_renditions(self, renditions: Sequence[Rendition]) -> "Chunk":
        """The same share, its spans made anew."""
        return Chunk.from_dict(self.as_dict(), renditions)

    def as_dict(self) -> dict[str, Any]:
        again = {"only": list(self.only), "warm_up": self.warm_up}
        return {
            "index": self.index,
            "kind": self.kind,
            "first": self.first,
            "end": self.end,
            **{name: value for name, value in again.items() if value},
        }

    @property
    def is_last(self) -> bool:
        return self.end is None


def chunks(
    renditions: Sequence[Rendition], cuts: Sequence[int], kind: str = ALL, index: int = 0
) -> list[Chunk]:
    """Chunks that begin at segment 0 and at each of the segments in `cuts`; the last is open.

    They count from `index` on. Without cuts the source is one chunk.
    """
    starts, ends = [0, *cuts], [*cuts, None]
    return [
        Chunk.of(index + at, kind, start, end, renditions)
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def shared_out(source: Source, renditions: Sequence[Rendition], workers: int) -> list[Chunk]:
    """The chunks of a source for so many workers; a short source is one chunk of everything."""
    sound = [r for r in renditions if r.kind == "audio"]
    pictures = [r for r in renditions if r.kind == "video"]
    if not pictures:
        cuts = _audio_cuts(source, sound, workers)
        return chunks(renditions, cuts, "audio") if cuts else chunks(renditions, [])
    cuts = _video_cuts(source, pictures[0])
    if not cuts:
        return chunks(renditions, [])
    # Sound first: its chunks are the longest, and are to be done when the last picture is.
    made = chunks(sound, _audio_cuts(source, sound, workers), "audio") if sound else []
    return [*made, *chunks(pictures, cuts, "video", len(made))]


def decodes_first(source: Source, made: Sequence[Chunk]) -> bool:
    """Whether its sound is decoded once for all workers: they could not find their places."""
    many = sum(chunk.kind == "audio" for chunk in made) > 1
    return many and not source.sought_exactly


def again(chunk: Chunk, only: Sequence[str], warm_up: int) -> dict[str, Any]:
    """The chunk as the workflow is told to make these of its renditions again."""
    return replace(chunk, only=tuple(only), warm_up=warm_up).as_dict()


def _audio_cuts(source: Source, sound: Sequence[Rendition], workers: int) -> list[int]:
    if any((r.aligned or 1) > WIDELY_ALIGNED for r in sound):
        return []
    count = -(-int(source.duration) // AUDIO_SECONDS)
    if count > workers:
        # None is to work on a last chunk while the others are idle.
        count = -(-count // workers) * workers
    return _evenly(_whole_segments(sound[0], source.duration), count)


def _video_cuts(source: Source, best: Rendition) -> list[int]:
    duration = _pictures_last(source)
    if duration <= VIDEO_ALONE_SECONDS:
        return []
    fetching = source.size / FETCHED_A_SECOND
    seconds = max(VIDEO_SECONDS, fetching * ENCODED_A_SECOND)
    most = MOST_VIDEO_CHUNKS if source.sought_by_picture else MOST_DECODED_ANEW
    count = min(most, int(duration / seconds))
    return _evenly(_whole_segments(best, duration), count)


def _pictures_last(source: Source) -> float:
    """Seconds; a film's sound may go on after its last picture."""
    video = source.video
    if video is None or not video.frames:
        return source.duration
    late = max(0.0, video.start - (source.audio.start if source.audio else video.start))
    return min(source.duration, late + float(video.frames / Fraction(video.frame_rate)))


def _whole_segments(rendition: Rendition, duration: float) -> int:
    segment = Fraction(rendition.segment_frames * rendition.frame, rendition.segment_per)
    return int(Fraction(duration) * rendition.timescale / segment)


def _evenly(segments: int, count: int) -> list[int]:
    """The first segments of all but the first of `count` chunks, each with one segment or more."""
    count = max(1, min(count, segments))
    return [at * segments // count for at in range(1, count)]


def _span(rendition: Rendition, segment: int, end: int | None, warm_up: int | None) -> Span:
    first = rendition.grid.start(segment)
    return Span(
        first_frame=first,
        frames=None if end is None else rendition.grid.start(end) - first,
        warm_up=_warm_up(rendition, first, warm_up) if segment else rendition.start_warm_up,
        first_segment=segment + 1,
    )


def _warm_up(rendition: Rendition, first: int, wanted: int | None) -> int:
    """As many frames as wanted, if there are, from a whole sample of the source on."""
    if not rendition.warm_up:
        return 0
    begin = max(0, first - (wanted or rendition.warm_up))
    return first - begin + begin % (rendition.aligned or 1)
