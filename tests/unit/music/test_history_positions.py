"""Where devices left a track: each track once, and what was forgotten stays forgotten."""

from typing import Any

import pytest

from didit360.clock import rfc3339
from music.api.delete_position import handler as delete_position
from music.api.get_position import handler as get_position
from music.api.list_positions import handler as list_positions
from music.api.put_position import handler as put_position
from music.data import plays, positions
from tests.unit.aws import FAN, Reply, call
from tests.unit.music import listeners
from tests.unit.music.listeners import Clock, grant, report, rows
from tests.unit.music.tracks import ready

clock, pem, key = listeners.clock, listeners.pem, listeners.key
pytestmark = pytest.mark.usefixtures("aws", "key", "clock")


def made(title: str) -> str:
    return str(ready(title)["track"]["id"])


def leave(track_id: str, position_ms: int, device: str = "phone", **more: Any) -> Reply:
    body = {"device": device, "position_ms": position_ms, **more}
    return call(put_position, "PUT", f"/me/resume/{track_id}", by=FAN, body=body)


def read(track_id: str) -> Reply:
    return call(get_position, "GET", f"/me/resume/{track_id}", by=FAN)


def forget(track_id: str) -> Reply:
    return call(delete_position, "DELETE", f"/me/resume/{track_id}", by=FAN)


def page(**query: str) -> Any:
    return call(list_positions, "GET", "/me/resume", by=FAN, query=query).body


def pages() -> list[tuple[str, str]]:
    """All there is to go on with, one by one: a track and the device."""
    found: list[tuple[str, str]] = []
    answer = page(limit="1")
    while True:
        found += [(item["item_id"], item["device"]) for item in answer["items"]]
        if answer["next"] is None:
            return found
        answer = page(limit="1", cursor=answer["next"])


def test_a_track_is_listed_once_on_all_pages_however_many_devices_left_it(clock: Clock) -> None:
    one, other = made("One"), made("Other")
    for number in range(4):
        leave(one, 1000, device=f"device-{number}")
        clock.passes(1)
        leave(other, 1000, device=f"device-{number}")
        clock.passes(1)

    assert pages() == [(other, "device-3"), (one, "device-3")]


def test_what_the_latest_device_heard_to_its_end_is_not_offered_for_anothers_sake(
    clock: Clock,
) -> None:
    track_id = made("Long")
    leave(track_id, 1000)
    clock.passes(1)
    leave(track_id, 180_000, device="desk", finished=True)

    assert read(track_id).body["finished"]
    assert page()["items"] == []
    clock.passes(1)
    leave(track_id, 2000)
    assert pages() == [(track_id, "phone")]


def test_ten_devices_are_known_of_a_track_the_last_ones(clock: Clock) -> None:
    track_id, began = made("Long"), rfc3339(clock.now)
    for number in range(13):
        clock.passes(1)
        leave(track_id, number, device=f"device-{number}")

    leave(track_id, 5, device="late", at=began)

    known = [one["device"] for one in read(track_id).body["devices"]]
    assert known == [f"device-{number}" for number in range(12, 2, -1)]
    assert len(rows("listening")) == 1


def test_whoever_keeps_saying_where_they_are_is_told_to_wait(clock: Clock) -> None:
    track_id = made("Long")
    said = [leave(track_id, 1).status for _ in range(241)]

    assert clock
    assert said == [200] * 240 + [429]


def test_what_is_sent_again_does_not_bring_back_what_was_forgotten(clock: Clock) -> None:
    track_id, began = made("Long"), rfc3339(clock.now)
    session = grant(track_id)
    clock.passes(10)
    reports: list[dict[str, Any]] = [{}, {"at": rfc3339(clock.now)}]
    for sequence, more in enumerate(reports, 1):
        report(session, 10_000, sequence, **more)
        clock.passes(5)
        assert forget(track_id).status == 204
        clock.passes(5)

        assert report(session, 10_000, sequence, **more).status == 200
        assert (read(track_id).problem(), page()["items"]) == ("not-begun", [])

    reply = leave(track_id, 1000, at=began)
    assert (reply.status, reply.problem()) == (409, "forgotten-since")
    assert leave(track_id, 2000, at=rfc3339(clock.now)).status == 200
    assert leave(track_id, 1000, device="desk", at=began).body["position_ms"] == 2000
    assert pages() == [(track_id, "phone")]


def test_a_device_that_is_ahead_is_forgotten_too(clock: Clock) -> None:
    track_id = made("Long")
    clock.passes(30)
    ahead = rfc3339(clock.now)
    clock.passes(-30)
    leave(track_id, 1000, at=ahead)
    forget(track_id)

    assert leave(track_id, 1000, at=ahead).problem() == "forgotten-since"
    [held] = plays.export_of(FAN.id)["positions"]
    assert held == {"item_id": track_id, "forgotten_at": ahead}


@pytest.mark.parametrize("item_id", ["trk_", "x", "rel_01K9QZ4T7M5V3N8X2B6C1D0EFG"])
def test_only_tracks_are_gone_on_with_and_forgotten(clock: Clock, item_id: str) -> None:
    track_id = made("Long")
    leave(track_id, 1000)

    assert clock
    assert leave(item_id, 1000).problem() == "no-such-track"
    assert forget(item_id).problem() == "no-such-track"
    assert read(item_id).problem() == "not-begun"
    assert pages() == [(track_id, "phone")]


def test_devices_that_speak_at_once_are_all_kept(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    track_id, really = made("Long"), positions._read
    met: list[str] = []

    def meanwhile(person_id: str, item_id: str) -> Any:
        found = really(person_id, item_id)
        if not met:
            met.append(item_id)
            leave(track_id, 1000, device="desk")
        return found

    monkeypatch.setattr(positions, "_read", meanwhile)

    assert clock
    assert len(leave(track_id, 2000).body["devices"]) == 2
