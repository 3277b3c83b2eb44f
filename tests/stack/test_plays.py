"""Listening through the whole house: what counts, once, and where it shows."""

import time
import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import numpy as np
import pytest
import requests

from infra.cli import check
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from tests.house import PASSWORD, Person, wait_until
from tests.stack.journeys import Heard, Stored, made

SECONDS = 4
"""Of a track of which two have to be heard."""
PLAYERS = 6


@pytest.fixture(scope="module")
def short(artist: Person, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("short") / "short.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(44_100)
        noise = np.random.default_rng(7).integers(-9000, 9000, SECONDS * 44_100, dtype=np.int16)
        sound.writeframes(noise.tobytes())
    return made(artist, Path(file), title="Four Seconds")


class Player:
    """A session of a track in somebody's player."""

    def __init__(self, person: Person, track: dict[str, Any]) -> None:
        self.person = person
        path = f"/music/tracks/{track['id']}/playback"
        self.grant = person.call("POST", path).json()
        self.session = self.grant["session"]
        self.began = time.monotonic()

    def report(self, heard_ms: int, sequence: int, event: str = "progress") -> requests.Response:
        body = {
            "grant": self.session["grant"],
            "event": event,
            "sequence": sequence,
            "position_ms": heard_ms,
            "heard_ms": heard_ms,
            "device": "test",
        }
        return self.person.call("POST", "/music/plays", json=body)

    def heard(self, ms: int) -> None:
        """Wait until so much can have been heard."""
        wait_until(lambda: (time.monotonic() - self.began) * 1000 >= ms, what="the music")


def plays(stored: Stored, play_id: str) -> list[dict[str, Any]]:
    dynamodb = stored.house.client("dynamodb")
    found = dynamodb.get_item(
        TableName=stored.house.outputs["plays_table"],
        Key={"play_id": {"S": play_id}},
        ConsistentRead=True,
    )
    return [found["Item"]] if "Item" in found else []


def counted(stored: Stored, track_id: str) -> int:
    """How often the track counted in all."""
    found = stored.house.client("dynamodb").get_item(
        TableName=stored.house.outputs["charts_table"],
        Key={"chart": {"S": f"track#{track_id}"}, "entry": {"S": "all"}},
        ConsistentRead=True,
    )
    return int(found["Item"]["plays"]["N"]) if "Item" in found else 0


def test_a_play_shows_in_the_history_and_the_chart(
    fan: Person, short: dict[str, Any], heard: Heard, stored: Stored
) -> None:
    before = counted(stored, short["id"])
    player = Player(fan, short)
    assert player.session["counts_after_ms"] == 2000
    assert player.report(0, 0, "start").json()["why"] == "heard-too-little"
    player.heard(2100)

    said = player.report(2100, 1).json()

    assert (said["counted"], said["why"]) == (True, None)
    assert fan.call("GET", f"/music/plays/{said['play_id']}").json() == said
    [line, *_] = fan.call("GET", "/music/me/history").json()["items"]
    assert (line["play_id"], line["track"]["title"]) == (said["play_id"], "Four Seconds")
    recent = fan.call("GET", "/music/me/recently-played").json()["items"]
    assert recent[0]["track_id"] == short["id"]
    [left] = fan.call("GET", f"/music/me/resume/{short['id']}").json()["devices"]
    assert (left["device"], left["position_ms"]) == ("test", 2100)

    wait_until(lambda: counted(stored, short["id"]) == before + 1, what="the count")
    for path in ("charts?window=day", "charts?window=week", "trending?limit=100"):
        items = fan.call("GET", f"/music/{path}").json()["items"]
        assert short["id"] in [place["track"]["id"] for place in items], path
    told = wait_until(lambda: said_of(heard, said["play_id"]), what="play_counted")
    assert told[0]["track_id"] == short["id"]


def said_of(heard: Heard, play_id: str) -> list[dict[str, Any]]:
    return [
        event["detail"]
        for event in heard.all()
        if event["detail-type"] == "play_counted" and event["detail"]["play_id"] == play_id
    ]


def test_a_play_in_no_time_does_not_count(fan: Person, short: dict[str, Any]) -> None:
    player = Player(fan, short)

    assert player.report(4000, 1, "end").json()["why"] == "impossible-speed"
    player.heard(2100)
    assert player.report(2100, 2).json()["counted"] is False


def test_another_persons_and_a_made_up_grant_do_not_count(
    fan: Person, another_artist: Person, short: dict[str, Any]
) -> None:
    player = Player(fan, short)
    player.heard(2100)
    player.person = another_artist
    assert player.report(2100, 1).json()["type"].endswith(":foreign-grant")

    player.person = fan
    player.session["grant"] = player.session["grant"][:-4] + "AAAA"
    assert player.report(2100, 2).json()["type"].endswith(":forged-grant")


def at_once(calls: list[Callable[[], requests.Response]]) -> list[dict[str, Any]]:
    with ThreadPoolExecutor(len(calls)) as pool:
        answers = [one.result() for one in [pool.submit(call) for call in calls]]
    assert {answer.status_code for answer in answers} <= {200, 409}
    return [answer.json() for answer in answers if answer.status_code == 200]


def test_reports_that_come_together_and_twice_count_one_play(
    fan: Person, short: dict[str, Any], stored: Stored
) -> None:
    before = counted(stored, short["id"])
    player = Player(fan, short)
    player.heard(3000)

    said = at_once([partial(player.report, 2000 + n, n % 4) for n in range(PLAYERS)])
    said.append(player.report(2500, PLAYERS, "end").json())

    assert {one["counted_at"] for one in said if one["counted"]} == {said[-1]["counted_at"]}
    assert len(plays(stored, player.session["play_id"])) == 1
    history = fan.call("GET", "/music/me/history").json()["items"]
    assert [line["play_id"] for line in history].count(player.session["play_id"]) == 1
    wait_until(lambda: counted(stored, short["id"]) == before + 1, what="the count")


def test_of_many_players_of_one_listener_one_counts(
    another_artist: Person, short: dict[str, Any], stored: Stored
) -> None:
    players = [Player(another_artist, short) for _ in range(4)]
    for player in players:
        player.report(0, 0, "start")
    players[-1].heard(2500)

    for sequence in range(1, 4):
        at_once([partial(player.report, 2400 + sequence, sequence) for player in players])

    found = [bool(plays(stored, player.session["play_id"])) for player in players]
    assert found == [False, False, False, True]
    [parallel] = {
        another_artist.call("GET", f"/music/plays/{player.session['play_id']}").json()["why"]
        for player in players[:-1]
    }
    assert parallel == "parallel"


def test_a_plan_decides_whether_what_is_lossless_is_named_and_opened(
    house: LocalStack, artist: Person, fan: Person, short: dict[str, Any]
) -> None:
    premium = Person(house, sign_up(house, "premium@test.example", PASSWORD, "fan"))
    admin = Person(house, sign_up(house, "plans@test.example", PASSWORD, "admin"))
    premium_id = premium.call("GET", "/accounts/me").json()["id"]
    plan = {"plan": "premium", "source": "gift"}
    given = admin.call("PUT", f"/accounts/people/{premium_id}/plan", plan)
    assert given.status_code == 200, given.text
    grants = {"artist": Player(artist, short).grant, "fan": Player(fan, short).grant}
    wait_until(lambda: Player(premium, short).grant["lossless"], what="the plan")
    grants["premium"] = Player(premium, short).grant
    whole = check.renditions(*fetched(grants["artist"]))
    assert whole[-1].endswith("-lossless/flac/media.m3u8")

    for who, grant in grants.items():
        text, master = fetched(grant)
        pays = who != "fan"
        assert grant["lossless"] is pays
        assert check.renditions(text, master) == (whole if pays else whole[:-1]), who
        for url in whole:
            wanted = 200 if pays or "/flac/" not in url else 403
            names = (url, urljoin(url, "init.mp4"), urljoin(url, "00001.m4s"))
            assert [status(name, grant["cookies"]) for name in names] == [wanted] * 3, (who, url)


def fetched(grant: dict[str, Any]) -> tuple[str, str]:
    """The text of a grant's playlist, and its URL."""
    url = grant["playlist_url"]
    return requests.get(url, cookies=grant["cookies"], timeout=30).text, url


def status(url: str, cookies: dict[str, str]) -> int:
    return requests.get(url, cookies=cookies, timeout=30).status_code


def test_a_browser_keeps_the_cookies_for_both_folders_of_a_run(
    artist: Person, fan: Person, short: dict[str, Any]
) -> None:
    whole = check.renditions(*fetched(Player(artist, short).grant))
    for person, wanted in ((artist, 200), (fan, 403)):
        with requests.Session() as browser:
            browser.post(
                f"{person.house.url}/music/tracks/{short['id']}/playback",
                headers={"Authorization": f"Bearer {person.account.id_token}"},
                timeout=30,
            ).raise_for_status()
            found = [browser.get(url, timeout=30).status_code for url in whole]
        assert found == [200] * (len(whole) - 1) + [wanted]
