"""Beside the chain: what an edition is of, its artist's name, and how both change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from didit360 import database as database_
from didit360 import people
from nfts.data import editions, market_catalogue, market_rebuild, market_sources, works
from nfts.domain.edition import Kind
from nfts.domain.work import Work
from nfts.on import nft_minted, person_changed, person_erased, work_changed
from tests.unit.nfts import market as tables
from tests.unit.nfts.world import TOKENS

pytestmark = pytest.mark.usefixtures("aws")
(TOKEN, _) = TOKENS


@pytest.fixture(autouse=True)
def _empty(database: Callable[[str], None]) -> None:
    database("nfts")


def shown() -> dict[str, Any]:
    row = database_.one("select * from catalogue where token_id = %s", [str(TOKEN)])
    assert row
    return row


def work(**more: Any) -> Work:
    facts = {"genres": ["folk"], "explicit": False, "artwork": None} | more
    return Work("trk_5", "anna", "track", "Nordlys", 1, public=True, facts=facts)


@pytest.fixture
def minted(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  the tables' own
    class Terms:
        kind = Kind.TIMED

    class Edition:
        id, token, work_id, work_kind = "edn_5", TOKEN, "trk_5", "track"
        artist_id, title, terms, minted = "anna", "Nordlys", Terms, True

    monkeypatch.setattr(editions, "find", lambda id_: Edition if id_ == "edn_5" else None)
    monkeypatch.setattr(people, "card", lambda _: Card)
    works.put(work())


def row_of() -> dict[str, Any]:
    return {name: value for name, value in shown().items() if name != "checked_at"}


def moment() -> datetime:
    return datetime.fromisoformat(market_rebuild.moment())


class Card:
    name, revision = "Anna", 7


def other_biography(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Card, "revision", 8)
    person_changed.person_changed({"person_id": "anna", "name": "Anna", "revision": 8})


def erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "card", lambda _: None)
    person_erased.person_erased({"person_id": "anna"})


def withdrawn(_: pytest.MonkeyPatch) -> None:
    works.withdraw("trk_5", "anna", 2)
    work_changed.work_changed({"id": "trk_5"}, {"id": "trk_5"})


def told_after_it_was_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other facts, of a work that is not found: a rebuild goes by them."""
    withdrawn(monkeypatch)
    works.put(replace(work(genres=["choir"]), revision=3, public=False))
    work_changed.work_changed({"id": "trk_5"}, {"id": "trk_5"})


def forgotten(_: pytest.MonkeyPatch) -> None:
    works.forget("anna")
    work_changed.work_changed({"id": "trk_5"}, None)


HAPPENS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "another biography": other_biography,
    "the artist is erased": erased,
    "the work is withdrawn": withdrawn,
    "the work is withdrawn, and told of": told_after_it_was_withdrawn,
    "the work is forgotten": forgotten,
}


@pytest.mark.usefixtures("minted")
def test_what_is_minted_is_shown_as_the_edition_it_is() -> None:
    nft_minted.nft_minted({"edition_id": "edn_5"})
    row = shown()
    assert (row["title"], row["artist_name"], row["edition_kind"]) == ("Nordlys", "Anna", "timed")
    assert (row["genres"], row["work_id"], row["revision"]) == (["folk"], "trk_5", 7)


@pytest.mark.usefixtures("minted")
def test_what_is_no_edition_is_not_shown() -> None:
    nft_minted.nft_minted({"edition_id": "edn_6"})
    assert database_.all("select * from catalogue") == []
    assert market_sources.of_token(2**200) is None
    assert market_sources.of_token(77) is None


def test_the_later_name_of_an_artist_holds_until_they_are_gone() -> None:
    market_catalogue.put(tables.listed(TOKEN, revision=3))
    for name, revision in (("Anna B", 5), ("Anna A", 4)):
        person_changed.person_changed({"person_id": "anna", "name": name, "revision": revision})
    assert shown()["artist_name"] == "Anna B"
    person_erased.person_erased({"person_id": "anna"})
    person_changed.person_changed({"person_id": "anna", "name": "Anna C", "revision": 9})
    assert shown()["artist_name"] == ""


@pytest.mark.usefixtures("minted")
@pytest.mark.parametrize("happens", list(HAPPENS))
def test_what_was_followed_is_what_a_rebuild_puts_there(
    happens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nft_minted.nft_minted({"edition_id": "edn_5"})
    HAPPENS[happens](monkeypatch)
    followed = row_of()
    with database_.transaction() as tx:
        tx.run("delete from catalogue")
    nft_minted.nft_minted({"edition_id": "edn_5"})
    assert row_of() == followed


@pytest.mark.usefixtures("minted")
def test_somebody_who_is_gone_stays_so_after_a_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    erased(monkeypatch)
    nft_minted.nft_minted({"edition_id": "edn_5"})
    person_changed.person_changed({"person_id": "anna", "name": "Anna", "revision": 8})
    assert shown()["artist_name"] == ""


def test_an_older_name_changes_nothing_unless_it_is_a_rebuild_that_brings_it() -> None:
    market_catalogue.put(tables.listed(TOKEN, revision=3, artist_name="Later"))
    market_catalogue.put(tables.listed(TOKEN, revision=2, artist_name="Earlier", title="Now"))
    assert (shown()["artist_name"], shown()["title"], shown()["revision"]) == ("Later", "Now", 3)
    earlier = tables.listed(TOKEN, revision=2, artist_name="Earlier")
    market_catalogue.read(lambda: earlier, unless_checked_since=moment())
    assert (shown()["artist_name"], shown()["revision"]) == ("Earlier", 2)


def test_a_name_that_is_told_during_a_rebuild_stays() -> None:
    """The card that the rebuild reads may lag behind."""
    market_catalogue.put(tables.listed(TOKEN, revision=3))
    began = moment()
    person_changed.person_changed({"person_id": "anna", "name": "Anna B", "revision": 4})
    market_catalogue.read(lambda: tables.listed(TOKEN, revision=3), unless_checked_since=began)
    assert (shown()["artist_name"], shown()["revision"]) == ("Anna B", 4)


def test_a_work_that_changes_is_shown_as_it_is_now() -> None:
    market_catalogue.put(tables.listed(TOKEN))
    works.put(work(genres=["choir", "folk"], artwork={"path": "images/one/"}))
    work_changed.work_changed(None, {"id": "trk_5"})
    assert (shown()["genres"], shown()["artwork"]) == (["choir", "folk"], {"path": "images/one/"})
    assert shown()["offered"] is True
    works.withdraw("trk_5", "anna", 2)
    work_changed.work_changed({"id": "trk_5"}, {"id": "trk_5"})
    assert (shown()["genres"], shown()["offered"]) == (["choir", "folk"], False)
    works.forget("anna")
    work_changed.work_changed({"id": "trk_5"}, None)
    assert (shown()["genres"], shown()["artwork"], shown()["offered"]) == ([], None, False)
    market_catalogue.remove(TOKEN)
    assert database_.all("select * from catalogue") == []
