"""Pictures for people to see: what each purpose asks of one, and the sizes that it gets.

Releases are shown as squares everywhere, so their artwork has to be one, nearly: a longer side at
most 5 % longer than the shorter, and the middle is taken. Avatars and playlist covers may be any
photograph up to 3:1, of which the middle square is taken. What was inside a track's file is taken
as it is: small, oblong, as long as there is something to see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["avatar", "release", "playlist", "track"]

MOST_PIXELS = 64_000_000
"""8000 x 8000; more is a decompression bomb or a mistake."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked, and made, of a picture."""

    sides: tuple[int, ...]
    """Pixels of the longer side; those that the picture does not have are left out."""
    most: int
    """And one in full size, up to this."""
    least: int
    """Pixels of the shorter side."""
    longest: float
    """Of the longer side, in shorter sides."""
    square: bool = True


RULES: dict[str, Rule] = {
    "avatar": Rule(sides=(96, 192), most=640, least=256, longest=3),
    "release": Rule(sides=(96, 300, 640, 1400), most=3000, least=1400, longest=1.05),
    "playlist": Rule(sides=(96, 300, 640), most=1400, least=300, longest=3),
    "track": Rule(sides=(96, 300, 640), most=1400, least=16, longest=10, square=False),
}

SENTENCES = {
    "not_a_picture": "This is not a JPEG, PNG or WebP picture. Save it as one of these, send that.",
    "broken": "The picture is damaged or incomplete. Save it anew, and send that.",
    "unreadable": "The picture could not be looked at. Save it anew, and send that.",
    "animated": "The picture is animated. Send a still one.",
    "too_large": "The picture has more than 64 million pixels. Send it smaller.",
    "too_small": "The picture has {width} x {height} pixels. "
    "Send one whose shorter side has at least {least}.",
    "not_square": "The picture has {width} x {height} pixels and is shown as a square. "
    "Send a square one: one side may be at most 5 % longer than the other.",
    "too_long": "The picture has {width} x {height} pixels. "
    "Send one that is at most {longest} times as long as it is wide.",
}


class Refused(Exception):  # noqa: N818  named for what happened
    """A picture that is not shown, and why: `code` is for programs, the sentence for its owner."""

    def __init__(self, code: str, **about: float) -> None:
        self.code = code
        super().__init__(SENTENCES[code].format(**about))


def judge(rule: Rule, width: int, height: int) -> None:
    """Whether a picture of this size, upright, will do. Raises Refused."""
    shorter, longer = sorted((width, height))
    seen = {"width": width, "height": height}
    if shorter < rule.least:
        raise Refused("too_small", least=rule.least, **seen)
    if longer > shorter * rule.longest:
        too_far = "not_square" if rule.longest < 2 else "too_long"
        raise Refused(too_far, longest=rule.longest, **seen)


def middle(rule: Rule, width: int, height: int) -> tuple[int, int, int, int]:
    """What is shown of it: left, top, right, bottom."""
    if not rule.square:
        return 0, 0, width, height
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return left, top, left + side, top + side


def sides(rule: Rule, longer: int) -> list[int]:
    """The longer sides to make of a picture whose own is `longer`: the smallest first."""
    full = min(longer, rule.most)
    return sorted({*(side for side in rule.sides if side < full), full})


def dominant(colours: Iterable[tuple[int, int, int]]) -> str:
    """The colour that most of a picture has, as #rrggbb.

    Each channel is cut into eight steps; of the 512 boxes this makes of the sRGB cube, it is the
    average of the colours in the fullest. So it is a colour that is there, where an average over
    the whole would be a grey that is nowhere.
    """
    boxes: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
    for red, green, blue in colours:
        boxes.setdefault((red >> 5, green >> 5, blue >> 5), []).append((red, green, blue))
    # Of two as full, the same each time.
    fullest = max(sorted(boxes.items()), key=lambda box: len(box[1]))[1]
    means = (round(sum(channel) / len(fullest)) for channel in zip(*fullest, strict=True))
    return "#" + "".join(f"{mean:02x}" for mean in means)
