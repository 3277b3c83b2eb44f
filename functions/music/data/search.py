"""Find artists, releases, tracks, videos, playlists and people in PostgreSQL.

How it is found. Each typed word is looked up in the vocabulary, all words that stand in any
entry. One that is not there is taken for the words that one mistake makes of it (a signature
of deletions, see migrations/0200_search.sql), or, if there are none, for those with the most
trigrams in common (pg_trgm); the last word may be unfinished. The entries that have all the
words are then found by PostgreSQL's full text index. Trigrams of whole titles would take 10 to
100 ms among 200,000; a vocabulary of 50,000 words answers within 1 ms, because most typed words
are in it and the others have few that are near. Words that are in too many titles to look at
them all are looked up among the popular hundredth and tenth first, which have small indexes of
their own. The queries are functions of the database, whose plans a connection keeps.

How it is ranked. The 140 most popular candidates, and 60 whose title is the query, get

    score = 2 [title = query] + 1 [title begins with query] + 2 rank(typed) + rank(meant)
            + 0.3 min(1, length of query / length of title) + 0.8 popularity

`rank` is ts_rank with weights for the fields (title 1, artist 0.5, contributors 0.2, releases
0.1): weighted fields as in Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple
weighted fields", CIKM 2004; other lengths than the title's say nothing here. Popularity is added
as the saturating n / (n + k) of Craswell, Robertson, Zaragoza and Taylor, "Relevance weighting for
query independent evidence", SIGIR 2005, see music.domain.popularity.
"""

from dataclasses import dataclass
from typing import Any

from didit360 import database
from music.data import search_words
from music.domain.search import CANDIDATES, NAMESAKES, Filters, Query, Reading, Tier

_TIERS = len(Tier)

_FOUND = """
select * from search_found(
    %(must)s, %(typed)s, %(meant)s, %(phrases)s, %(tier)s, %(below)s, %(kinds)s, %(genre)s,
    %(year_from)s, %(year_to)s, %(explicit)s, %(language)s, %(country)s, %(namesakes)s,
    %(candidates)s, %(score)s, %(id)s, %(limit)s
)
"""


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    kind: str
    owner_id: str
    title: str
    owner_name: str
    genres: tuple[str, ...]
    language: str | None
    country: str | None
    explicit: bool
    year: int | None
    card: dict[str, Any]
    """Pictures and what else is shown of it, as its event told it."""
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    hits: list[Hit]
    rest: dict[str, Any] | None
    """Where the next page starts."""
    corrected: str | None
    """What was looked for, where that is not what was typed."""


NOTHING = Found([], None, None)


def find(text: str, filters: Filters, *, limit: int, after: dict[str, Any] | None = None) -> Found:
    """The best hits first. A page keeps to the reading of the words that the first one took."""
    words, total = search_words.read(text)
    if not words:
        return NOTHING
    for reading in Reading if after is None else [Reading(after["reading"])]:
        if reading > Reading.TYPED:
            words = search_words.read_freely(words)
        query = Query.of(words, total=total, any_of=reading is Reading.ANY)
        found = _page(query, filters, reading, limit, after)
        if found.hits or after is not None:
            return found
    return NOTHING


def _page(
    query: Query, filters: Filters, reading: Reading, limit: int, after: dict[str, Any] | None
) -> Found:
    """Among the popular first where too much would be looked at: then goes on among the others."""
    start = after or {"score": None, "id": None, "below": _TIERS}
    rows: list[dict[str, Any]] = []
    tier = 0
    for tier in query.tiers() if after is None else [after["tier"]]:
        rows = _rows(query, filters, tier, limit + 1, start)
        if len(rows) > limit:
            break
    hits = [Hit(**row | {"genres": tuple(row["genres"])}) for row in rows[:limit]]
    rest = None
    if len(rows) > limit:
        rest = start | {"score": hits[-1].score, "id": hits[-1].id, "tier": int(tier)}
    elif tier > 0:
        rest = {"score": None, "id": None, "below": int(tier), "tier": 0}
    return Found(hits, rest and rest | {"reading": int(reading)}, query.corrected)


def _rows(
    query: Query, filters: Filters, tier: int, limit: int, start: dict[str, Any]
) -> list[dict[str, Any]]:
    return database.all(
        _FOUND,
        {
            "must": query.must if tier else query.spelled,
            "typed": query.typed,
            "meant": query.meant,
            "phrases": list(query.phrases),
            "tier": int(tier),
            "namesakes": NAMESAKES,
            "candidates": CANDIDATES,
            "score": start["score"],
            "id": start["id"],
            "below": start["below"],
            "limit": limit,
            **filters.parameters,
        },
    )
