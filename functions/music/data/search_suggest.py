"""What somebody who is still typing may mean, the most popular first, in one short read.

The words that are there already must be in a title, a name or an artist's name, the last one may be
unfinished. Popular things first is also what makes it quick: of a single letter, only the index of
the popular hundredth is read. A mistyped word is corrected as music.data.search does it.
"""

from dataclasses import dataclass
from typing import Any

from didit360 import database
from music.data import search_words
from music.domain.search import Query

_ENOUGH = 3
"""So many popular ones are worth more than waiting for the others."""

_FEW_A_HIT = 5
"""Where more than these times the wanted ones are likely, a tenth of them does."""
_SPARE = 4
"""Asked for besides, as some may be the same."""
_EVERYWHERE, _SMALL = 0.04, 1000
"""Of what so large a share has, the 200 most popular entries have enough."""
_MOST_POPULAR = 3
"""Above the tiers, see search_begun()."""

_BEGUN = "select * from search_begun(%s::tsquery[], %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Suggestion:
    id: str
    kind: str
    owner_id: str
    title: str
    owner_name: str
    card: dict[str, Any]


def suggest(text: str, *, limit: int) -> list[Suggestion]:
    """The likeliest first; of several of one kind with the same title and owner, one."""
    words, total = search_words.read(text)
    if not words:
        return []
    query = Query.of(words, total=total)
    tier = int(query.tiers(_FEW_A_HIT * limit)[0])
    if query.expected > _EVERYWHERE * total > _SMALL:
        tier = _MOST_POPULAR
    rows = database.all(
        _BEGUN,
        [
            [query.spelled, query.must],
            query.phrases[-1],
            tier,
            min(limit, _ENOUGH),
            limit + _SPARE,
        ],
    )
    found: dict[tuple[str, str, str], Suggestion] = {}
    for row in rows:
        one = Suggestion(**row)
        found.setdefault((one.kind, one.title, one.owner_id), one)
    return list(found.values())[:limit]
