"""What can be found is built again from the stores: what is missing, wrong, stale or half known."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from didit360 import database as database_
from music.data import catalogue, search_index
from music.domain import search_entry
from music.on import forget_withdrawn, reindex
from tests.unit.aws import ARTIST, Context
from tests.unit.music.findable import LATEST, found, person, tell, track
from tests.unit.music.tracks import ready

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _empty(database: Callable[[str], None]) -> None:
    database("music")


def build() -> list[str]:
    """The parts, in the order in which they were built."""
    step: dict[str, Any] = {}
    parts = []
    while True:
        step = json.loads(json.dumps(reindex.handler(step, Context())))
        parts.append(step.pop("was"))
        step.pop("done")
        if step["part"] is None:
            return parts


def card(id_: str, name: str, **more: Any) -> None:
    _, said = person(id_, name, **more)
    known = {key: said[key] for key in ("handle", "name", "bio", "avatar", "country", "roles")}
    known |= {key: said[key] for key in ("followers", "revision")} | {"links": []}
    boto3.client("dynamodb").put_item(
        TableName="people",
        Item={
            "person_id": {"S": id_},
            "fact": {"S": "card"},
            "detail": {"S": json.dumps(known)},
        },
    )


def published(title: str) -> str:
    """A track that everybody may find."""
    track_id: str = ready(title)["track"]["id"]
    catalogue.change(
        track_id,
        lambda known: replace(
            known,
            releases=frozenset({"rel_x"}),
            published_in=frozenset({"rel_x"}),
            updated_at=datetime.now(UTC),
        ),
    )
    return track_id


def test_an_empty_index_is_filled_from_the_stores() -> None:
    card(ARTIST.id, "Mira Tessendal")
    golden, hidden = published("Golden River"), ready("Hidden Harbour")["track"]["id"]
    parts = build()
    assert list(dict.fromkeys(parts)) == list(reindex.PARTS)
    assert found("mira tesendal golden") == [golden]
    assert found("tessendal")[0] == ARTIST.id
    assert hidden not in found("hidden harbour")


def test_what_is_stale_or_wrong_is_put_right_even_if_it_says_to_be_later() -> None:
    golden = published("Golden River")
    tell(track("trk_gone", "Gone Fishing", revision=99, at=LATEST))
    tell(track(golden, "Wrong Title", ARTIST.id, revision=99, at="2036-01-01T00:00:00Z"))
    build()
    assert found("gone fishing") == found("wrong title") == []
    assert found("golden river") == [golden]


def test_what_was_withdrawn_is_forgotten_after_a_month() -> None:
    tell(track("trk_gone", "Gone Fishing", revision=1, at=LATEST))
    tell(track("trk_here", "Golden River", revision=1, at=LATEST))
    gone = {"track_id": "trk_gone", "artist_id": "mira", "revision": 2, "at": LATEST}
    search_index.withdraw(search_entry.news(gone, "trk_gone", "mira"), "track")

    def known(after: str) -> list[str]:
        with database_.transaction() as tx:
            tx.run("update search_entries set checked_at = now() - %s::interval", [after])
        forget_withdrawn.forget_withdrawn({})
        return [row["id"] for row in database_.all("select id from search_entries order by id")]

    assert {"trk_gone", "trk_here"} <= {*known("29 days")}
    assert "trk_gone" not in known("31 days")
    assert found("golden river") == ["trk_here"]
    assert database_.all("select word from search_words where word = 'fishing'") == []


def test_what_is_told_while_it_is_built_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    golden = published("Golden River")
    before = reindex.PARTS["tracks"]

    def meanwhile(after: Any, began: datetime) -> tuple[int, Any]:
        outcome = before(after, began)
        tell(track(golden, "Silver River", ARTIST.id, revision=99, at=LATEST))
        tell(track("trk_new", "Brand New", revision=1, at=LATEST))
        return outcome

    monkeypatch.setattr(reindex, "PARTS", {**reindex.PARTS, "tracks": meanwhile})
    build()
    assert found("silver river") == [golden]
    assert found("brand new") == ["trk_new"]


def test_pages_of_the_stores_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "AT_ONCE", 2)
    for number in range(5):
        card(f"person-{number}", f"Harper {number}")
    parts = build()
    assert parts.count("people") > 2
    assert len(found("harper")) == 5


def test_plays_are_read_anew_and_the_popular_come_first() -> None:
    first, second = published("Golden River"), published("Golden River")
    for track_id, plays in ((first, 10), (second, 5000)):
        boto3.client("dynamodb").put_item(
            TableName="charts",
            Item={
                "chart": {"S": f"track#{track_id}"},
                "entry": {"S": "all"},
                "plays": {"N": str(plays)},
            },
        )
    build()
    assert found("golden river") == [second, first]
    rows = {row["id"]: row for row in database_.all("select id, plays from search_counts")}
    assert rows[ARTIST.id]["plays"] == 5010
    tiers = database_.all("select tier from search_tiers order by tier")
    assert [row["tier"] for row in tiers] == [1, 2]


def test_building_twice_changes_nothing() -> None:
    published("Golden River")
    build()
    before = database_.all("select word, entries from search_words order by word")
    build()
    assert database_.all("select word, entries from search_words order by word") == before
