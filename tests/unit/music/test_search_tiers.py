"""Searching a large catalogue: among the popular first, all the same in the end."""

from collections.abc import Callable

import pytest

from didit360 import database as database_
from music.data import search_suggest
from music.domain.search import Query, Tier, Word
from tests.unit.music.findable import ask, found, suggested, tell, track

pytestmark = pytest.mark.usefixtures("aws")

TOTAL = 200_000


@pytest.fixture
def catalogue(database: Callable[[str], None], aws: None) -> None:  # noqa: ARG001
    """Thirty evenings: one in ten is popular, and one in ten of the others a little."""
    database("music")
    tell(*(track(f"t{number:02}", f"Evening {number}") for number in range(30)))
    with database_.transaction() as tx:
        tx.run(
            "update search_entries set popularity = case right(id, 1) when '0' then 0.8"
            " when '1' then 0.4 else 0 end, tier = case right(id, 1) when '0' then 2"
            " when '1' then 1 else 0 end where id like 't%%'"
        )


@pytest.mark.usefixtures("catalogue")
def test_pages_go_down_the_tiers_without_gap_or_double(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = found("evening", limit="50")
    assert len(whole) == 30
    monkeypatch.setattr(Query, "tiers", lambda *_: sorted(Tier, reverse=True))
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        body = ask("evening", limit="2", **({"cursor": cursor} if cursor else {})).body
        seen += [item["id"] for item in body["items"]]
        cursor, pages = body["next"], pages + 1
    assert sorted(seen) == sorted(whole)
    assert {id_[-1] for id_ in seen[:3]} == {"0"}


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("tier", range(4))
def test_suggestions_are_the_popular_first_wherever_it_is_looked(
    monkeypatch: pytest.MonkeyPatch, tier: int
) -> None:
    monkeypatch.setattr(Query, "tiers", lambda *_: [tier])
    monkeypatch.setattr(search_suggest, "_ENOUGH", 6)
    assert [item["id"] for item in suggested("eve")][:6] == [
        "t00",
        "t10",
        "t20",
        "t01",
        "t11",
        "t21",
    ]
    assert [item["id"] for item in suggested("evening 29")] == ["t29"]


def query(*words: Word) -> Query:
    return Query.of(words, total=TOTAL)


def test_where_much_will_be_found_it_is_looked_among_the_popular() -> None:
    assert query(Word("river", 6000)).tiers() == [Tier.HUNDREDTH, Tier.TENTH, Tier.ALL]
    assert query(Word("river", 1000)).tiers() == [Tier.TENTH, Tier.ALL]
    assert query(Word("river", 6000), Word("stone", 3000)).tiers() == [Tier.ALL]


def test_a_word_that_another_one_brings_along_makes_nothing_rarer() -> None:
    river = Word("river", 6000)
    alone = query(river).expected
    assert query(river, Word("river", 6000, beginning=6500)).expected == alone
    assert query(river, Word("rive", 0, beginning=6500)).expected == alone
    assert query(river, Word("stone", 3000)).expected < alone / 10


def test_few_words_that_begin_so_are_looked_up_one_by_one() -> None:
    asked = query(Word("lan", 0, beginning=9, begun=("lane", "lantern"), near=("loan",)))
    assert asked.spelled == "('lane' | 'lantern' | 'loan')"
    assert asked.must == "('lan':* | 'loan')"
