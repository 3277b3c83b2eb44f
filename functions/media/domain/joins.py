"""Where chunks of sound join: in frames of each rendition, and in samples of the source.

Frame f of a rendition begins to be heard at its sample f * frame - priming: of a join, that is
where the first frame of the later chunk takes over. What the source has there is cut out of the
one serial decode, which is the true time line, as an excerpt of some seconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from media.domain.chunks import Chunk
from media.domain.plan import Plan
from media.domain.renditions import AAC_FRAME, Rendition

REACH = 128
"""Frames of AAC on each side: 3 s at 44.1 kHz, of which an encoder needs half to warm up."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Samples `begin` up to `end` of the source, around the join of chunk `index` and the one
    before it.
    """

    index: int
    begin: int
    end: int

    @property
    def name(self) -> str:
        """Where it lies under the run's work prefix."""
        return f"seams/{self.index:05d}.pcm"

    def first_frame(self, rendition: Rendition, rate: int) -> int:
        """The rendition's first frame that begins within, at a whole sample of the source."""
        step = (rendition.aligned or 1) * Fraction(rendition.frame * rate, rendition.timescale)
        return -(-self.begin // step) * (rendition.aligned or 1)


def sound_chunks(plan: Plan) -> list[Chunk]:
    """In the order of time: each but the first joins the one before it."""
    sound = [c for c in plan.chunks if any(r.kind == "audio" for r in plan.of(c))]
    return sorted(sound, key=lambda chunk: chunk.first)


def excerpts(plan: Plan, rate: int) -> list[Excerpt]:
    """What to keep of a source of `rate` samples a second, in the order of time."""
    found = []
    for chunk in sound_chunks(plan)[1:]:
        sound = [r for r in plan.of(chunk) if r.kind == "audio"]
        places = [seconds(r, chunk.spans[r.id].first_frame) * rate for r in sound]
        reach = REACH * max(Fraction(AAC_FRAME * rate, r.timescale) for r in sound)
        begin, end = min(places) - reach, max(places) + reach
        found.append(Excerpt(chunk.index, max(0, int(begin)), int(end)))
    return found


def seconds(rendition: Rendition, frame: int) -> Fraction:
    """When a frame begins to be heard."""
    return Fraction(frame * rendition.frame - rendition.priming, rendition.timescale)


class Cutter:
    """Takes 16-bit PCM block by block and gives each excerpt of it away once it is whole.

    An excerpt that the end of the sound cuts short is given as it is.
    """

    def __init__(
        self,
        wanted: Sequence[Excerpt],
        channels: int,
        give: Callable[[Excerpt, bytes], None],
    ) -> None:
        self.channels = channels
        self._waiting = list(wanted)
        self._give = give
        self._taken = 0
        self._kept: dict[int, bytearray] = {}

    @property
    def samples(self) -> int:
        """Per channel, so far."""
        return self._taken // self._frame_bytes

    def add(self, block: bytes) -> None:
        end = self._taken + len(block)
        for excerpt in list(self._waiting):
            begin, until = (at * self._frame_bytes for at in (excerpt.begin, excerpt.end))
            if begin >= end:
                break
            part = block[max(0, begin - self._taken) : until - self._taken]
            self._kept.setdefault(excerpt.index, bytearray()).extend(part)
            if until <= end:
                self._hand_over(excerpt)
        self._taken = end

    def close(self) -> None:
        for excerpt in list(self._waiting):
            self._hand_over(excerpt)

    def _hand_over(self, excerpt: Excerpt) -> None:
        self._waiting.remove(excerpt)
        self._give(excerpt, bytes(self._kept.pop(excerpt.index, b"")))

    @property
    def _frame_bytes(self) -> int:
        return 2 * self.channels
