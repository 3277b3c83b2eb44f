import json
from typing import Any

import boto3
import pytest

from didit360.clock import rfc3339
from music.api.clear_history import handler as clear_history
from music.api.delete_position import handler as delete_position
from music.api.delete_track import handler as delete_track
from music.api.forget_play import handler as forget_play
from music.api.get_position import handler as get_position
from music.api.list_history import handler as list_history
from music.api.list_positions import handler as list_positions
from music.api.list_recently_played import handler as list_recently_played
from music.api.put_position import handler as put_position
from music.data import plays, sessions
from music.domain.listening import Why
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call
from tests.unit.music import listeners
from tests.unit.music.listeners import Clock, grant, listen, report, rows
from tests.unit.music.tracks import ready

clock, pem, key = listeners.clock, listeners.pem, listeners.key
pytestmark = pytest.mark.usefixtures("aws", "key", "clock")


def made(title: str) -> str:
    return str(ready(title)["track"]["id"])


def history(by: Person = FAN, **query: str) -> Any:
    return call(list_history, "GET", "/me/history", by=by, query=query).body


def recent(by: Person = FAN) -> list[str]:
    body = call(list_recently_played, "GET", "/me/recently-played", by=by).body
    return [item["track_id"] for item in body["items"]]


def leave(track_id: str, position_ms: int, device: str = "phone", **more: Any) -> Reply:
    body = {"device": device, "position_ms": position_ms, **more}
    return call(put_position, "PUT", f"/me/resume/{track_id}", by=FAN, body=body)


def left() -> list[tuple[str, int]]:
    body = call(list_positions, "GET", "/me/resume", by=FAN).body
    return [(item["item_id"], item["position_ms"]) for item in body["items"]]


def test_what_counted_stands_in_the_history_and_each_track_once_in_the_recent(
    clock: Clock,
) -> None:
    first, second = made("First"), made("Second")
    for track_id in (first, second, first):
        listen(track_id, clock)
    listen(second, clock, seconds=3)

    body = history()

    assert [item["track_id"] for item in body["items"]] == [first, second, first]
    assert body["items"][0]["track"]["title"] == "First"
    assert recent() == [first, second]
    assert history(OTHER_ARTIST)["items"] == []
    page = history(limit="2")
    rest = history(limit="2", cursor=page["next"])
    assert page["items"] + rest["items"] == body["items"]


def test_a_play_can_be_taken_out_of_the_history_and_all_of_them(clock: Clock) -> None:
    first, second = made("First"), made("Second")
    said = [listen(track_id, clock) for track_id in (first, second)]
    path = f"/me/history/{said[0]['play_id']}"

    assert call(forget_play, "DELETE", path, by=OTHER_ARTIST).status == 204
    assert len(history()["items"]) == 2
    for _ in range(2):
        assert call(forget_play, "DELETE", path, by=FAN).status == 204

    assert [item["track_id"] for item in history()["items"]] == recent() == [second]
    for _ in range(2):
        assert call(clear_history, "DELETE", "/me/history", by=FAN).status == 204
    assert history()["items"] == recent() == []
    assert len(rows("plays")) == 2


@pytest.mark.parametrize("play_id", ["x", "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG", "ply_1"])
def test_an_id_that_is_no_plays_is_not_found(play_id: str) -> None:
    reply = call(forget_play, "DELETE", f"/me/history/{play_id}", by=FAN)
    assert (reply.status, reply.problem()) == (404, "no-such-play")


def test_a_track_that_is_gone_is_a_line_without_a_track(clock: Clock) -> None:
    track_id = made("Gone")
    listen(track_id, clock)
    call(delete_track, "DELETE", f"/tracks/{track_id}")

    [item] = history()["items"]

    assert (item["track_id"], item["track"]) == (track_id, None)


def test_a_listener_that_the_artist_blocks_no_longer_sees_the_track(clock: Clock) -> None:
    listen(made("Hidden"), clock)
    item = {"person_id": ARTIST.id, "fact": f"block#{FAN.id}", "detail": json.dumps({})}
    boto3.resource("dynamodb").Table("people").put_item(Item=item)

    assert history()["items"][0]["track"] is None


def test_the_later_word_on_a_position_stays_in_whatever_order_they_come(clock: Clock) -> None:
    track_id, earlier = made("Long"), rfc3339(clock.now)
    clock.passes(10)

    assert leave(track_id, 2000, at=rfc3339(clock.now)).body["position_ms"] == 2000
    assert leave(track_id, 1000, at=earlier).body["position_ms"] == 2000

    clock.passes(10)
    body = leave(track_id, 500, device="desk").body
    assert (body["position_ms"], len(body["devices"])) == (500, 2)
    path = f"/me/resume/{track_id}"
    assert call(get_position, "GET", path, by=FAN).body == body
    assert call(get_position, "GET", path, by=ARTIST).status == 404
    assert left() == [(track_id, 500)]


def test_a_device_whose_clock_is_ahead_does_not_have_the_last_word(
    clock: Clock,
) -> None:
    track_id = made("Long")
    leave(track_id, 1000, at="2099-01-01T00:00:00Z")
    clock.passes(1)

    assert leave(track_id, 2000, at=rfc3339(clock.now)).body["position_ms"] == 2000


def test_what_was_heard_to_its_end_is_not_gone_on_with(clock: Clock) -> None:
    first, second = made("First"), made("Second")
    leave(first, 1000)
    clock.passes(1)
    leave(second, 1000)
    assert left() == [(second, 1000), (first, 1000)]

    clock.passes(1)
    leave(second, 180_000, finished=True)
    assert left() == [(first, 1000)]
    path = f"/me/resume/{first}"
    assert call(delete_position, "DELETE", path, by=FAN).status == 204
    assert left() == []


def test_only_what_can_be_seen_has_a_position() -> None:
    assert leave("trk_01K9QZ4T7M5V3N8X2B6C1D0EFG", 1).status == 404
    assert leave("no-track", 1).status == 404
    assert leave(made("First"), 1, device="").status == 422
    assert leave(made("Second"), 1, at="0001-01-01T00:00:00+14:00").status == 200


@pytest.mark.parametrize(
    "wrong",
    [
        *({"at": 5}, {"at": "5"}, {"at": "2026-11-22T18:00:00"}),
        *({"position_ms": "5"}, {"position_ms": True}, {"finished": 1}, {"finished": "yes"}),
    ],
)
def test_a_position_is_what_its_schema_says(wrong: dict[str, Any]) -> None:
    body = {"device": "phone", "position_ms": 1} | wrong
    path = f"/me/resume/{made('First')}"
    assert call(put_position, "PUT", path, by=FAN, body=body).problem() == "invalid"


def exported(person: Person = FAN) -> dict[str, list[Any]]:
    return {name: list(found) for name, found in plays.export_of(person.id).items()}


def test_everything_is_exported_and_erasing_leaves_plays_that_are_nobodys(clock: Clock) -> None:
    track_id = made("First")
    said = listen(track_id, clock)
    listen(track_id, clock, OTHER_ARTIST)

    held = exported()

    assert [play["play_id"] for play in held["plays"]] == [said["play_id"]]
    assert [one["play_id"] for one in held["history"]] == [said["play_id"]]
    assert [one["position_ms"] for one in held["positions"]] == [31_000]
    assert held["sessions"][0]["credited_ms"] == 31_000
    json.dumps(held)
    before = rows("plays")
    for _ in range(2):
        plays.erase(FAN.id)
    assert rows("plays") == before
    assert exported()["plays"] == []
    assert {row["person_id"] for row in rows("listening")} == {OTHER_ARTIST.id}
    assert len(exported(OTHER_ARTIST)["plays"]) == 1


def test_a_grant_that_outlives_its_erased_session_stores_no_second_play(clock: Clock) -> None:
    session = grant(made("First"))
    clock.passes(31)
    assert report(session, 31_000).body["counted"]
    plays.erase(FAN.id)
    clock.passes(31)

    assert report(session, 31_000).status == 200

    assert len(rows("plays")) == 1
    assert history()["items"] == []


def test_more_than_one_transaction_takes_is_erased_too() -> None:
    for _ in range(105):
        sessions.refuse(FAN.id, Why.FORGED)

    plays.erase(FAN.id)

    assert rows("listening") == []
