"""What somebody who is still typing may mean, the most popular first, in one short read.

The words that are there already must be in a title, a name or an artist's name, the last one may be
unfinished. Popular things first is also what makes it quick: of a single letter, only the index of
the popular hundredth is read. A mistyped word is corrected as music.data.search does it.
"""

from dataclasses import dataclass
from typing import Any

from didit360 import database
from music.data import search_words
from music.domain.search import Query, Reading

_ENOUGH = 3
"""So many popular ones are worth more than waiting for the others."""

_BEGUN = """
select id, kind, owner_id, title, owner_name, card from search_entries
where shown and document @@ %(must)s::tsquery and tier >= %(tier)s
order by starts_with(key, %(typed)s) desc, popularity desc, id
limit %(limit)s
"""


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
    words, total = search_words.read(text, Reading.TYPED)
    if not words:
        return []
    query = Query.of(words, total=total)
    found: dict[tuple[str, str, str], Suggestion] = {}
    for tier in query.tiers():
        rows = database.all(
            _BEGUN,
            {
                "must": query.must,
                "tier": int(tier),
                "typed": query.phrases[-1],
                "limit": 2 * limit,
            },
        )
        for row in rows:
            one = Suggestion(**row)
            found.setdefault((one.kind, one.title, one.owner_id), one)
        if len(found) >= min(limit, _ENOUGH):
            break
    return list(found.values())[:limit]
