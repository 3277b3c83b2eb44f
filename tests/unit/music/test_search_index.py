"""What can be found follows the domain events, twice, late and in any order."""

from collections.abc import Callable
from itertools import permutations

import pytest

from didit360 import database as database_
from music.data import search_rebuild, tops
from tests.unit.music.findable import (
    EARLY,
    LATER,
    LATEST,
    Said,
    found,
    gone,
    person,
    playlist,
    release,
    tell,
    track,
)

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _empty(database: Callable[[str], None]) -> None:
    database("music")


def words() -> dict[str, int]:
    rows = database_.all("select word, entries from search_words where entries <> 0")
    return {row["word"]: row["entries"] for row in rows}


def counted() -> dict[str, int]:
    rows = database_.all(
        "select word, count(*) as entries from search_entries,"
        " unnest(tsvector_to_array(document)) as word group by word"
    )
    return {row["word"]: row["entries"] for row in rows}


RENAMED = [
    person("mira", "Mira Tessendal"),
    person("mira", "Mira Vant", revision=2, at=LATER),
    track("a", "Golden River"),
    track("a", "Silver River", revision=2, at=LATER),
]
WITHDRAWN = [
    track("a", "Golden River"),
    gone("a"),
    track("a", "Amber River", revision=3, at=LATEST),
]


@pytest.mark.parametrize("order", list(permutations(RENAMED)))
def test_the_later_word_holds_in_whichever_order_it_comes(order: list[Said]) -> None:
    tell(*order, *order)
    assert found("silver river") == found("vant silver") == ["a"]
    assert found("golden", kind="track") == found("tessendal", kind="track") == []
    assert words() == counted()


@pytest.mark.parametrize("order", list(permutations(WITHDRAWN[:2])))
def test_what_is_withdrawn_is_not_found_by_late_news_of_it(order: list[Said]) -> None:
    tell(*order, *order)
    assert found("golden river") == []
    assert words() == {}


@pytest.mark.parametrize("order", list(permutations(WITHDRAWN)))
def test_what_comes_back_is_found_again(order: list[Said]) -> None:
    tell(*order)
    assert found("amber river") == ["a"]
    assert words() == counted()


@pytest.mark.parametrize("first", [True, False])
def test_a_track_is_found_by_its_release_while_that_can_be_seen(first: bool) -> None:
    album = release("r", "Lanterns", track_ids=["a"])
    song = track("a", "Golden River", release_ids=["r"])
    tell(*((album, song) if first else (song, album)))
    assert set(found("lanterns")) == {"r", "a"}
    assert found("golden", year_from="2024", year_to="2024") == ["a"]
    withdrawn = {"release_id": "r", "artist_id": "mira", "track_ids": ["a"], "why": "unpublished"}
    tell(("release_withdrawn", withdrawn | {"revision": 2, "at": LATER}))
    assert found("lanterns") == []
    assert found("golden") == ["a"]
    assert found("golden", year_from="2024") == []


def test_only_public_playlists_are_found() -> None:
    tell(playlist("p", "Golden Mornings"))
    assert found("golden mornings") == ["p"]
    tell(playlist("p", "Golden Mornings", visibility="private", revision=2, at=LATER))
    assert found("golden mornings") == []
    tell(playlist("p", "Golden Mornings"))  # late
    assert found("golden mornings") == []
    tell(playlist("p", "Golden Evenings", revision=3, at=LATEST))
    assert found("golden evenings") == ["p"]
    tell(("playlist_deleted", {"playlist_id": "p", "owner_id": "mira", "at": LATEST}))
    tell(playlist("p", "Golden Evenings", revision=9, at=LATEST))
    assert found("golden evenings") == []


def test_an_erased_person_is_nowhere_in_the_index() -> None:
    tell(person("mira", "Mira Tessendal"), track("a", "Golden River"), playlist("p", "Mornings"))
    tell(("person_erased", {"person_id": "mira", "at": LATER}))
    tell(person("mira", "Mira Tessendal", revision=7, at=LATEST))  # late
    assert found("tessendal") == found("golden") == found("mornings") == []
    rows = database_.all("select * from search_entries")
    assert "Tessendal" not in str(rows)
    assert {(row["country"], row["language"], row["year"], *row["genres"]) for row in rows} == {
        (None, None, None)
    }
    assert database_.all("select word from search_words") == []


def test_nothing_that_is_told_late_brings_back_the_counts_of_the_erased(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(person("mira", "Mira"), track("a", "Golden River", release_ids=["r"]))
    plays(monkeypatch, {"a": 20})
    assert {"mira", "a", "r"} <= counted_ids()
    tell(("person_erased", {"person_id": "mira", "at": LATER}))
    plays(monkeypatch, {"a": 21})
    assert "mira" not in counted_ids()
    tell(person("mira", "Mira", followers=3, revision=7, at=LATEST))
    assert "mira" not in counted_ids()


def test_counts_of_what_is_in_no_entry_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(person("mira", "Mira"), track("a", "Golden River"), track("b", "Silver", "joan"))
    plays(monkeypatch, {"a": 20, "b": 7})
    with database_.transaction() as tx:
        tx.run("delete from search_entries where id in ('joan', 'b')")
    search_rebuild.forget()
    assert counted_ids() == {"mira", "a"}


def counted_ids() -> set[str]:
    return {row["id"] for row in database_.all("select id from search_counts")}


def plays(monkeypatch: pytest.MonkeyPatch, counts: dict[str, int]) -> None:
    monkeypatch.setattr(tops, "play_count", counts.__getitem__)
    for track_id in counts:
        said = {"play_id": "p", "track_id": track_id, "artist_id": "mira", "release_id": None}
        tell(("play_counted", said | {"listener": "l", "genres": [], "played_at": EARLY}))


def test_what_is_played_more_is_found_before_what_is_played_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(
        release("r", "Lanterns", track_ids=["b"]),
        track("a", "Golden River", "one"),
        track("b", "Golden River", "two", release_ids=["r"]),
        person("two", "Two"),
    )
    plays(monkeypatch, {"b": 700})
    assert found("golden river")[:2] == ["b", "a"]
    plays(monkeypatch, {"b": 700, "a": 9000})
    assert found("golden river")[:2] == ["a", "b"]
    plays(monkeypatch, {"b": 701, "a": 9000})
    kept = database_.all("select id, plays from search_counts where plays > 0 order by id")
    assert {row["id"]: row["plays"] for row in kept} == {
        "a": 9000,
        "b": 701,
        "r": 701,
        "two": 701,
        "one": 9000,
    }
    popular = database_.one("select popularity from search_entries where id = 'two'")
    assert popular is not None
    assert popular["popularity"] == pytest.approx(0.41)


def test_a_well_known_person_is_found_before_a_namesake() -> None:
    tell(person("a", "Mira", handle="m1"), person("b", "Mira", handle="m2", followers=500))
    assert found("mira") == ["b", "a"]
