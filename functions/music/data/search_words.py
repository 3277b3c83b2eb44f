"""What typed words may stand for: PostgreSQL's vocabulary of all words that can be found."""

from dataclasses import replace
from typing import Any

from didit360 import database
from music.domain.search import MAX_CHARACTERS, MAX_WORDS, Reading, Word

_WORDS = """
with typed as materialized (
    select word, place, place = max(place) over () as is_last
    from unnest(string_to_array(search_fold(%(text)s), ' ')) with ordinality as t (word, place)
    where place <= %(most)s and word <> ''
), known as materialized (
    select typed.*, coalesce(w.entries, 0) as entries,
        (select reltuples from pg_class where oid = 'search_entries'::regclass) as total,
        case when typed.is_last or coalesce(w.entries, 0) = 0 then (
            select case when count(*) < %(looked_at)s then coalesce(sum(begun.entries), 0)
                else %(everything)s end from (
                select b.entries from search_words b
                where b.word ~>=~ typed.word and b.word ~<~ (typed.word || chr(1114111))
                limit %(looked_at)s
            ) as begun
        ) end as beginning
    from typed left join search_words w using (word)
)
select known.word, known.entries, known.beginning, known.total, near.words, near.entries as reach
from known left join lateral (
    select array_agg(n.word order by n.likely desc, n.word) as words, sum(n.entries) as entries
    from (
        select s.word, s.entries,
            similarity(s.word, known.word) + 0.1 * ln(s.entries) as likely
        from search_words s
        where s.shapes && search_shapes(known.word) and s.entries > 0 and s.word <> known.word
        order by likely desc, s.word limit 6
    ) as n
) as near on %(freely)s or known.entries = 0 and coalesce(known.beginning, 0) = 0
order by known.place
"""

_ALIKE = """
select array_agg(word order by likely desc, word) as words, sum(entries) as entries
from search_alike(%(word)s, 4)
"""

_LOOKED_AT = 300
"""Words that begin alike and are counted; if there are more, they stand for everything."""
_EVERYTHING = 10**9

_LONG = 4
"""Letters from which on two mistakes leave enough of a word to tell it by."""


def read(text: str, reading: Reading = Reading.TYPED) -> tuple[list[Word], int]:
    """The words of a text, and among how many entries they are looked for; no words: nothing."""
    rows = database.all(
        _WORDS,
        {
            "text": text[:MAX_CHARACTERS],
            "most": MAX_WORDS,
            "looked_at": _LOOKED_AT,
            "everything": _EVERYTHING,
            "freely": reading > Reading.TYPED,
        },
    )
    words = [_word(row) for row in rows]
    total = max(int(rows[0]["total"]), 0) if rows else 0
    return [_guessed(word) for word in words], total


def _word(row: dict[str, Any]) -> Word:
    return Word(
        text=row["word"],
        entries=row["entries"],
        beginning=None if row["beginning"] is None else int(row["beginning"]),
        near=tuple(row["words"] or ()),
        near_entries=int(row["reach"] or 0),
    )


def _guessed(word: Word) -> Word:
    """A word that is nowhere, nor with one mistake: those that it has most trigrams in common."""
    if word.reach or len(word.text) < _LONG:
        return word
    found = database.one(_ALIKE, {"word": word.text})
    if found is None or found["words"] is None:
        return word
    return replace(word, near=tuple(found["words"]), near_entries=int(found["entries"]))
