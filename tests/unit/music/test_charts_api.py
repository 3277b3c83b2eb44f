import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from music.api.delete_track import handler as delete_track
from music.api.get_chart import handler as get_chart
from music.api.get_trending import handler as get_trending
from music.on.play_stored import handler as play_stored
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Context, Person, Said, call
from tests.unit.music import listeners
from tests.unit.music.listeners import Clock, count, listen, records, rows
from tests.unit.music.tracks import ready

clock, pem, key = listeners.clock, listeners.pem, listeners.key
pytestmark = pytest.mark.usefixtures("aws", "key", "clock", "said")
SCHEMA = Path(__file__).parents[3] / "events" / "play_counted.schema.json"
LISTENERS = (FAN, ARTIST, OTHER_ARTIST)


def lives_in(person: Person, country: str) -> None:
    card: dict[str, Any] = {
        "handle": "h",
        "name": "N",
        "bio": "",
        "avatar": None,
        "links": [],
        "country": country,
        "roles": [],
        "followers": 0,
        "revision": 1,
    }
    item = {"person_id": person.id, "fact": "card", "detail": json.dumps(card)}
    boto3.resource("dynamodb").Table("people").put_item(Item=item)


def chart(**query: str) -> Any:
    return call(get_chart, "GET", "/charts", by=FAN, query=query)


def places(**query: str) -> list[tuple[int, str, int, int | None]]:
    return [
        (place["rank"], place["track"]["title"], place["plays"], place["change"])
        for place in chart(**query).body["items"]
    ]


def heard(track_id: str, clock: Clock, times: int) -> None:
    for person in LISTENERS[:times]:
        listen(track_id, clock, person)


def test_the_most_heard_stands_first_and_the_day_before_says_how_it_moved(clock: Clock) -> None:
    rose, fell = (str(ready(title)["track"]["id"]) for title in ("Rose", "Fell"))
    heard(fell, clock, 3)
    heard(rose, clock, 2)
    count()
    assert places() == [(1, "Fell", 3, None), (2, "Rose", 2, None)]

    clock.passes(24 * 3600)
    heard(fell, clock, 1)
    heard(rose, clock, 3)
    count()

    assert places() == [(1, "Rose", 3, 1), (2, "Fell", 1, -1)]
    assert places(of="2026-11-22") == [(1, "Fell", 3, None), (2, "Rose", 2, None)]
    body = chart(of="2026-11-22", window="week").body
    assert (body["window"], len(body["items"])) == ("2026-W47", 2)
    assert places(limit="1") == [(1, "Rose", 3, 1)]


def test_each_country_has_its_charts(clock: Clock) -> None:
    lives_in(FAN, "DE")
    track_id = str(ready()["track"]["id"])
    heard(track_id, clock, 2)
    count()

    assert places(country="DE") == [(1, "Sea Change", 1, None)]
    assert places() == [(1, "Sea Change", 2, None)]
    assert places(country="FR") == places(genre="house") == []


def test_what_is_gone_leaves_no_gap(clock: Clock) -> None:
    gone, stays = (str(ready(title)["track"]["id"]) for title in ("Gone", "Stays"))
    heard(gone, clock, 3)
    heard(stays, clock, 1)
    count()
    call(delete_track, "DELETE", f"/tracks/{gone}")

    assert places() == [(1, "Stays", 1, None)]


def test_what_was_heard_last_trends(clock: Clock) -> None:
    old, new = (str(ready(title)["track"]["id"]) for title in ("Old", "New"))
    heard(old, clock, 3)
    clock.passes(18 * 3600)
    heard(new, clock, 1)
    count()

    body = call(get_trending, "GET", "/trending", by=FAN).body

    found = [(place["rank"], place["track"]["title"], place["plays"]) for place in body["items"]]
    assert found == [(1, "New", 1), (2, "Old", 3)]
    assert body["items"][1]["previous_rank"] == 1


@pytest.mark.parametrize(
    "query",
    [
        *({"of": "0001-01-01"}, {"of": "9999-12-31"}, {"of": "x"}, {"window": "year"}),
        *({"country": "de"}, {"limit": "0"}, {"limit": "101"}, {"genre": "a#b"}),
        *({"country": "ZZ"}, {"genre": "nope"}, {"genre": ""}, {"genre": "Pop"}),
        *({"of": "5"}, {"of": "1795219200"}, {"of": "2026-11-22T00:00:00"}),
    ],
)
def test_charts_that_cannot_be_are_refused(query: dict[str, str]) -> None:
    assert chart(**query).status == 422


@pytest.mark.parametrize("query", [{"genre": "nope"}, {"country": "ZZ"}, {"country": "pt"}])
def test_nothing_trends_of_what_nobody_knows(query: dict[str, str]) -> None:
    reply = call(get_trending, "GET", "/trending", by=FAN, query=query)
    assert (reply.status, reply.problem()) == (422, "invalid")


@pytest.mark.parametrize(
    ("query", "known"), [({"genre": "nope"}, "pop"), ({"country": "ZZ"}, "PT")]
)
def test_what_is_known_is_named(query: dict[str, str], known: str) -> None:
    [error] = chart(**query).body["errors"]
    assert known in error["why"].split()


def test_a_play_is_said_as_its_schema_has_it_and_counted_once_however_often(
    clock: Clock, said: Said
) -> None:
    lives_in(FAN, "DE")
    listen(str(ready()["track"]["id"]), clock)
    said.clear()

    for _ in range(3):
        count()

    assert {name for name, _ in said} == {"play_counted"}
    schema = Draft202012Validator(json.loads(SCHEMA.read_text()), format_checker=FormatChecker())
    for _, detail in said:
        schema.validate(detail)
        assert detail == said[0][1]
    assert places() == [(1, "Sea Change", 1, None)]


def test_the_stream_tells_of_changes_that_are_no_new_plays(said: Said, clock: Clock) -> None:
    listen(str(ready()["track"]["id"]), clock)
    said.clear()
    [record] = records()
    change = record["dynamodb"]

    for images in ({"OldImage": change["NewImage"]}, change | {"OldImage": change["NewImage"]}):
        told = {**record, "dynamodb": {"SequenceNumber": "1", **images}}
        play_stored({"Records": [told]}, Context())

    assert said == []
    assert rows("charts") == []
