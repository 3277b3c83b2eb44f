"""How long a source is by its packets: headers are right, rounded, guessed, or wrong by years."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from media.domain.accepted import LONGEST_SECONDS, SHORTEST_SECONDS
from media.domain.pictures import counted
from media.domain.rejections import Rejected
from media.domain.source import Source

MOST_PICTURES = int(LONGEST_SECONDS) * 120
KEPT_SHARE, SLACK_SECONDS = 0.98, 0.5
"""What may be missing of a stated length before a file counts as cut off."""


def is_cut_off(seconds: float, promised: float) -> bool:
    return seconds < KEPT_SHARE * promised - SLACK_SECONDS


def sounding(source: Source, seconds: float) -> Source:
    """The source, whose sound's packets last so many seconds. Raises Rejected."""
    if seconds > LONGEST_SECONDS:
        raise Rejected("too_long")
    if source.kind == "video":
        # What is beside its pictures may be short; a recorder without a microphone leaves nothing.
        return source if seconds else replace(source, audio=None)
    if source.states_its_length:
        if is_cut_off(seconds, source.duration):
            raise Rejected("cut_off")
        # A little more is what the encoder filled its last frame with.
        return _lasting(source, seconds) if is_cut_off(source.duration, seconds) else source
    if not seconds:
        raise Rejected("broken")
    if seconds < SHORTEST_SECONDS:
        raise Rejected("too_short")
    return _lasting(source, seconds)


def showing(source: Source, shown: Iterable[tuple[float, float]], reached: float = 0.0) -> Source:
    """The source with its pictures counted, each of `shown` being when it begins and how long it
    lasts. `reached` is how far the rest of the file goes. Raises Rejected.
    """
    if source.video is None:
        return source
    timed = _Timed(shown)
    video = counted(source.video, timed)
    if not video.frames:
        raise Rejected("broken")
    if timed.seconds > LONGEST_SECONDS:
        raise Rejected("too_long")
    if source.states_its_length and is_cut_off(max(timed.reached, reached), source.duration):
        raise Rejected("cut_off")
    if is_cut_off(source.duration, timed.seconds):
        source = _lasting(source, timed.seconds)
    return replace(source, video=video)


@dataclass(slots=True)
class _Timed:
    """Pictures, and from when to when they reached as they went by."""

    shown: Iterable[tuple[float, float]]
    first: float = field(default=float("inf"))
    end: float = field(default=float("-inf"))
    reached: float = 0.0
    """At most: a last picture that does not say so may last as long as any did."""

    def __iter__(self) -> Iterator[tuple[float, float]]:
        before, longest = float("inf"), 0.0
        for count, (start, lasts) in enumerate(self.shown):
            if count == MOST_PICTURES:
                raise Rejected("too_long")
            self.first, self.end = min(self.first, start), max(self.end, start + lasts)
            longest = max(longest, start - before)
            before = start
            self.reached = max(self.reached, start + (lasts or longest))
            yield start, lasts

    @property
    def seconds(self) -> float:
        return max(0.0, self.end - self.first)


def _lasting(source: Source, seconds: float) -> Source:
    bit_rate = int(source.size * 8 / seconds)
    audio = source.audio
    if audio and audio.bit_rate == source.bit_rate:
        # It was not stated either.
        audio = replace(audio, bit_rate=bit_rate)
    return replace(source, duration=seconds, bit_rate=bit_rate, audio=audio)
