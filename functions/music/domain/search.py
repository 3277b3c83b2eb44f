"""What somebody looks for: the words they typed, and what they may have meant by each.

Words are `folded` already (no accents, no signs, small letters): PostgreSQL does that for both
sides, see data/migrations/0200_search.sql.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any, Literal, Self

Kind = Literal["artist", "release", "track", "video", "playlist", "person"]
KINDS: tuple[Kind, ...] = ("artist", "release", "track", "video", "playlist", "person")

MAX_CHARACTERS = 120
MAX_WORDS = 8
"""What is typed beyond is left out: no title is told apart by its ninth word."""

CANDIDATES = 140
"""Entries that are ranked at once: the most popular of those that match."""
NAMESAKES = 60
"""And of those whose title is the text."""

_EVERYWHERE = 0.05
"""A word in a larger share of all entries ("the") tells too little to be required."""

_SMALL = 1500
_FEW = 200
"""As many entries as may be looked at one by one."""


class Reading(IntEnum):
    """How freely words are read. Where nothing is found they are read again, more freely."""

    TYPED = 0
    """A word stands for itself; one that is nowhere, for the words it may be a mistake for."""
    MEANT = 1
    """Every word may be a mistake for others."""
    ANY = 2
    """One of the words is enough."""


class Tier(IntEnum):
    """Among which entries is looked: the popular ones have indexes of their own."""

    ALL = 0
    TENTH = 1
    HUNDREDTH = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was typed, and what the vocabulary says of it."""

    text: str
    entries: int
    """that have this very word"""
    beginning: int | None = None
    """that have a word which begins so; None where the word counts as finished"""
    begun: tuple[str, ...] = ()
    """those words, where they are few"""
    near: tuple[str, ...] = ()
    """words that it may be a mistake for, the likeliest first"""
    near_entries: int = 0

    @property
    def reach(self) -> int:
        """How many entries it may stand for, at most."""
        return max(self.entries, self.beginning or 0) + self.near_entries

    @property
    def meant(self) -> str:
        return self.near[0] if self.near and not self.entries and not self.beginning else self.text

    @property
    def term(self) -> str:
        """As a tsquery. Folded words are letters and digits, and are quoted all the same."""
        typed = f"{_quoted(self.text)}:*" if self.beginning else _quoted(self.text)
        return _any_of([typed, *map(_quoted, self.near)])

    @property
    def spelled(self) -> str:
        """What `term` finds, with few words one by one."""
        if not self.begun:
            return self.term
        return _any_of([_quoted(word) for word in dict.fromkeys((*self.begun, *self.near))])


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits must be, besides having the words; None: anything."""

    kinds: tuple[Kind, ...] | None = None
    genre: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    explicit: bool | None = None
    """Of a person who wants nothing explicit, False."""
    language: str | None = None
    country: str | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        return asdict(self) | {"kinds": list(self.kinds) if self.kinds else None}


@dataclass(frozen=True, slots=True)
class Query:
    """What PostgreSQL is asked: `must` is required, `typed` and `meant` are for the ranking."""

    must: str
    spelled: str
    """`must` as it is found sooner among all entries, with beginnings' words one by one."""
    typed: str
    meant: str
    phrases: tuple[str, ...]
    """The whole text, as it was typed and as it may have been meant: titles that are it."""
    expected: float
    """How many entries will match, if words come together by chance."""

    @classmethod
    def of(cls, words: Sequence[Word], *, total: int, any_of: bool = False) -> Self:
        """The query for at least one word among `total` entries."""
        telling = [word for word in words if word.reach <= max(_EVERYWHERE * total, _SMALL)]
        needed = telling or [min(words, key=lambda word: word.reach)]
        if any_of:
            reach = float(sum(word.reach for word in needed))
        else:
            reach = float(max(total, 1))
            for word in _independent(needed):
                reach *= min(1.0, word.reach / max(total, 1))
        joint = " | " if any_of else " & "
        typed = " ".join(word.text for word in words)
        meant = " ".join(word.meant for word in words)
        return cls(
            must=joint.join(dict.fromkeys(word.term for word in needed)),
            spelled=joint.join(dict.fromkeys(word.spelled for word in needed)),
            typed=" | ".join(_quoted(word.text) for word in words),
            meant=" | ".join(word.term for word in words),
            phrases=tuple(dict.fromkeys((typed, meant))),
            expected=reach,
        )

    @property
    def corrected(self) -> str | None:
        """What was meant, where that is not what was typed."""
        return self.phrases[-1] if len(self.phrases) > 1 else None

    def tiers(self, few: int = _FEW) -> Sequence[Tier]:
        """Where to look, in this order, until enough is found: `few` may be looked at each time."""
        return [
            tier
            for tier in sorted(Tier, reverse=True)
            if tier is Tier.ALL or self.expected > few * 10 ** (tier - 1)
        ]


def _independent(words: Sequence[Word]) -> list[Word]:
    """Without those that another one brings along: typed twice, or the beginning of it."""
    texts = [word.text for word in words]
    return [
        word
        for place, word in enumerate(words)
        if word.text not in texts[:place]
        and not (word.beginning and any(_goes_on(text, word.text) for text in texts))
    ]


def _goes_on(text: str, beginning: str) -> bool:
    return text.startswith(beginning) and text != beginning


def _any_of(terms: Iterable[str]) -> str:
    return f"({' | '.join(terms)})"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
