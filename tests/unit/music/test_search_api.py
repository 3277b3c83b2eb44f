"""Searching as an app does it: words, mistakes, filters, pages, and what must not be found."""

from collections.abc import Callable

import pytest

from music.api.search import handler as search
from tests.unit.aws import ARTIST, FAN, call
from tests.unit.music.findable import (
    ask,
    block,
    found,
    person,
    playlist,
    release,
    suggested,
    tell,
    track,
)

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _catalogue(database: Callable[[str], None], aws: None) -> None:  # noqa: ARG001
    database("music")
    tell(
        person("mira", "Mira Tessendal", handle="tess"),
        person("soren", "Søren Vibrå"),
        person("lis", "Lis", roles=["fan"], handle="listener"),
        release("album", "Lanterns at Sea", track_ids=["golden", "nacht"]),
        track("golden", "Golden River", release_ids=["album"]),
        track("nacht", "Nächte ohne Ende", release_ids=["album"], language="de", explicit=True),
        track("film", "Golden Harbour", kind="video", genres=["pop"]),
        track("bells", "Salt & Ember", "soren", contributors=[{"name": "Zoë Kantra"}]),
        track("dont", "Don't Look Back", "soren"),
        playlist("mix", "Golden Mornings", "lis", description="to wake up with"),
    )


def test_everything_is_found_by_its_own_words() -> None:
    assert found("golden river")[0] == "golden"
    assert found("Lanterns at Sea")[0] == "album"
    assert found("tessendal")[0] == "mira"
    assert found("listener") == ["lis"]
    assert set(found("golden")) == {"golden", "film", "mix"}
    kinds = {item["id"]: item["kind"] for item in ask("golden").body["items"]}
    assert kinds == {"golden": "track", "film": "video", "mix": "playlist"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("golden rvier", "golden"),  # swapped
        ("goldn river", "golden"),  # missing
        ("goldenn river", "golden"),  # more
        ("golder river", "golden"),  # another
        ("tesendahl", "mira"),  # two mistakes: by trigrams
        ("soren vibra", "soren"),
        ("SØREN", "soren"),
        ("nachte ohne ende", "nacht"),
        ("salt and ember", "bells"),
        ("dont look back", "dont"),
        ("don\u2019t look", "dont"),
        ("gold", "golden"),
        ("lantern", "album"),
        ("river golden", "golden"),
        ("misra tessendl goldn rivr", "golden"),
        ("zoe kantra", "bells"),
        ("lanterns nachte", "nacht"),  # the release's words are its tracks', too
        ("golden river zzzz", "golden"),  # a word that is nowhere
    ],
)
def test_mistakes_accents_prefixes_and_words_of_several_fields(typed: str, expected: str) -> None:
    assert expected in found(typed)[:2]


def test_what_was_corrected_is_told() -> None:
    assert ask("golden rvier").body["corrected"] == "golden river"
    assert ask("golden river").body["corrected"] is None
    assert ask("golden riv").body["corrected"] is None


def test_years_that_are_the_wrong_way_round_are_no_filter() -> None:
    reply = call(
        search, "GET", "/search", by=FAN, query={"q": "a", "year_from": "3", "year_to": "2"}
    )
    assert (reply.status, reply.problem()) == (422, "years-reversed")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "video"}, ["film"]),
        ({"kind": "release"}, []),
        ({"genre": "pop"}, ["film"]),
        ({"year_from": "2024", "year_to": "2024"}, ["golden"]),
        ({"year_from": "2025"}, []),
        ({"language": "en", "kind": "track"}, ["golden"]),
        ({"language": "eng", "kind": "track"}, ["golden"]),
    ],
)
def test_filters(filters: dict[str, str], expected: list[str]) -> None:
    assert found("golden", by=FAN, **filters) == expected


@pytest.mark.parametrize(
    "filters",
    [
        *({"genre": "nope"}, {"genre": "Pop"}, {"language": "xx"}, {"country": "ZZ"}),
        *({"country": "pt"}, {"kind": "song"}),
    ],
)
def test_a_filter_that_nothing_could_fit_is_refused(filters: dict[str, str]) -> None:
    reply = ask("golden", by=FAN, **filters)
    assert (reply.status, reply.problem()) == (422, "invalid")


def test_explicit_things_and_other_countries_can_be_left_out() -> None:
    assert found("nachte") == ["nacht"]
    assert found("nachte", explicit="false") == []
    assert found("soren", country="SE")[0] == "soren"
    assert "soren" not in found("soren", country="DE")


def test_pages_follow_each_other_without_gap_or_double() -> None:
    tell(*(track(f"page{number:02}", f"Evening {number}") for number in range(23)))
    whole = found("evening", limit="50")
    assert len(whole) == 23
    seen, cursor = [], None
    for _ in range(20):
        body = ask("evening", limit="7", **({"cursor": cursor} if cursor else {})).body
        seen += [item["id"] for item in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break
    assert seen == whole


def test_a_cursor_opens_only_the_search_that_gave_it_out() -> None:
    cursor = ask("golden", limit="1").body["next"]
    assert ask("golden", limit="1", cursor=cursor).status == 200
    assert ask("river", limit="1", cursor=cursor).problem() == "bad-cursor"
    assert ask("golden", limit="1", cursor=cursor, by=ARTIST).problem() == "bad-cursor"
    assert ask("golden", limit="1", cursor=cursor, kind="video").problem() == "bad-cursor"


def test_who_blocks_somebody_is_not_found_by_them_nor_is_what_is_theirs() -> None:
    assert "soren" in found("soren")
    block("soren", FAN.id)
    assert found("soren") == found("salt ember") == []
    assert "soren" not in {item["id"] for item in suggested("sor")}
    assert "soren" in found("soren", by=ARTIST)


@pytest.mark.parametrize("typed", ["", "x" * 121, "a\x00b", "a\nb"])
def test_a_text_has_bounds(typed: str) -> None:
    assert ask(typed).status == 422


@pytest.mark.parametrize(
    "typed",
    [
        "'",
        '"',
        "\\",
        "' | 'x",
        "a':*",
        "!!!",
        "& | !",
        "%",
        "_",
        "🎵",
        "a " * 60,
        "日本",
        "1e5 3.5",
    ],
)
def test_signs_are_no_operators(typed: str) -> None:
    assert ask(typed).status == 200
    suggested(typed)


def test_only_who_is_signed_in_searches() -> None:
    assert call(search, "GET", "/search", by=None, query={"q": "a"}).status == 401


def test_suggestions_complete_what_is_being_typed() -> None:
    assert [item["id"] for item in suggested("gol")][:3] != []
    assert {item["id"] for item in suggested("gol")} == {"golden", "film", "mix"}
    assert suggested("mira tess")[0]["title"] == "Mira Tessendal"
    assert [item["id"] for item in suggested("golden r")] == ["golden"]
    assert [item["id"] for item in suggested("goldne riv")] == ["golden"]
    assert suggested("golden r")[0]["owner"] == {"id": "mira", "name": "Mira Tessendal"}
    assert suggested("zzzz") == []
