"""What typed words may stand for: PostgreSQL's vocabulary of all words that can be found."""

from dataclasses import replace
from typing import Any

from didit360 import database
from music.domain.search import MAX_CHARACTERS, MAX_WORDS, Word

_WORDS = "select * from search_read(%s, %s)"

_NEAR = """
select word, near, reach from unnest(%s::text[]) as word, search_near(word)
"""

_ALIKE = """
select array_agg(word order by likely desc, word) as words, sum(entries) as entries
from search_alike(%(word)s, 4)
"""

_LONG = 4
"""Letters from which on two mistakes leave enough of a word to tell it by."""


def read(text: str) -> tuple[list[Word], int]:
    """The words of a text, and among how many entries they are looked for; no words: nothing.

    A word stands for itself; one that is nowhere, for the words it may be a mistake for.
    """
    rows = database.all(_WORDS, [text[:MAX_CHARACTERS], MAX_WORDS])
    total = max(int(rows[0]["total"]), 0) if rows else 0
    return [_guessed(_word(row)) for row in rows], total


def read_freely(words: list[Word]) -> list[Word]:
    """The same words, each of which may be a mistake for others."""
    known = {word.text for word in words if not word.near}
    rows = {row["word"]: row for row in database.all(_NEAR, [sorted(known)])} if known else {}
    return [
        replace(word, **_meant(rows[word.text])) if word.text in rows else word for word in words
    ]


def _word(row: dict[str, Any]) -> Word:
    return Word(
        text=row["word"],
        entries=row["entries"],
        beginning=row["beginning"],
        begun=tuple(row["begun"] or ()),
        **_meant(row),
    )


def _meant(row: dict[str, Any]) -> dict[str, Any]:
    return {"near": tuple(row["near"] or ()), "near_entries": int(row["reach"] or 0)}


def _guessed(word: Word) -> Word:
    """A word that is nowhere, nor with one mistake: those that it has most trigrams in common."""
    if word.reach or len(word.text) < _LONG:
        return word
    found = database.one(_ALIKE, {"word": word.text})
    if found is None or found["words"] is None:
        return word
    return replace(word, near=tuple(found["words"]), near_entries=int(found["entries"]))
