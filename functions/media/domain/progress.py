"""How far a run is, as one number that only rises, and a word for what is being done."""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """What media_progressed tells as `stage`, in the order in which a run goes through them."""

    LOOKING = "looking"
    DECODING = "decoding"
    ENCODING = "encoding"
    CHECKING = "checking"
    PACKAGING = "packaging"


_BEGINS = {
    Stage.LOOKING: 1,
    Stage.DECODING: 5,
    Stage.ENCODING: 5,
    Stage.CHECKING: 88,
    Stage.PACKAGING: 94,
}
_ENDS = {
    Stage.LOOKING: 5,
    Stage.DECODING: 20,
    Stage.ENCODING: 88,
    Stage.CHECKING: 94,
    Stage.PACKAGING: 99,
}


def percent(stage: Stage, fraction: float) -> int:
    """1 to 99, of a stage that is at `fraction` (0 to 1); 100 is a published run."""
    begin, end = _BEGINS[stage], _ENDS[stage]
    return begin + int((end - begin) * min(max(fraction, 0.0), 1.0))


def encoded(shares: Mapping[str, float], parts: int, *, decoded: bool) -> int:
    """The percent while parts are encoded, each at its share. After a source was decoded as a
    whole, which takes a while of its own, there is less of the way left."""
    begin = _ENDS[Stage.DECODING] if decoded else _BEGINS[Stage.ENCODING]
    done = sum(min(max(share, 0.0), 1.0) for share in shares.values()) / max(parts, 1)
    return begin + int((_ENDS[Stage.ENCODING] - begin) * min(done, 1.0))
