import base64
import os
import string
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from didit360.clock import rfc3339
from music.api.get_play import handler as get_play
from music.api.get_position import handler as get_position
from music.api.list_plays import handler as list_plays
from music.api.report_play import handler as report_play
from music.data import play_grants
from tests.unit.aws import ARTIST, FAN, MODERATOR, OTHER_ARTIST, call
from tests.unit.music import listeners
from tests.unit.music.listeners import Clock, grant, listen, report, rows
from tests.unit.music.tracks import ready

clock, pem, key = listeners.clock, listeners.pem, listeners.key
pytestmark = pytest.mark.usefixtures("aws", "key", "clock")


@pytest.fixture
def track_id() -> str:
    return str(ready()["track"]["id"])


def test_a_play_counts_once_when_thirty_seconds_were_heard(track_id: str, clock: Clock) -> None:
    session = grant(track_id)
    assert session["counts_after_ms"] == 30_000
    assert report(session, 0, 0, event="start").body["why"] == "heard-too-little"
    clock.passes(29)
    assert report(session, 29_000, 1).body["counted"] is False
    assert rows("plays") == []

    clock.passes(1)
    counted = report(session, 30_000, 2).body
    for sequence in (1, 2, 3):
        clock.passes(10)
        again = report(session, 30_000 + sequence, sequence, event="end").body
        assert (again["counted"], again["counted_at"]) == (True, counted["counted_at"])

    [play] = rows("plays")
    assert play["play_id"] == session["play_id"] == counted["play_id"]
    assert (play["track_id"], play["artist_id"]) == (track_id, ARTIST.id)
    assert play["played_at"] == counted["counted_at"]
    assert counted["why"] is None


def test_a_play_does_not_say_whose_it_is(track_id: str, clock: Clock) -> None:
    listen(track_id, clock)
    listen(track_id, clock)
    listen(track_id, clock, OTHER_ARTIST)

    plays = rows("plays")

    assert len(plays) == 3
    assert len({play["listener"] for play in plays}) == 2
    assert not any(FAN.id in repr(play) for play in plays)


def test_what_is_heard_faster_than_time_passes_does_not_count(track_id: str, clock: Clock) -> None:
    session = grant(track_id)
    clock.passes(10)

    reply = report(session, 31_000)

    assert (reply.status, reply.body["why"]) == (200, "impossible-speed")
    clock.passes(60)
    assert report(session, 60_000, 2).body["counted"] is False
    assert kept(session)["why"] == "impossible-speed"


def test_a_grant_that_ran_out_does_not_count(track_id: str, clock: Clock) -> None:
    session = grant(track_id)
    clock.passes(7 * 3600)

    assert report(session, 40_000).body["why"] == "expired-grant"
    assert kept(session)["why"] == "expired-grant"


def test_of_two_players_at_once_one_counts(track_id: str, clock: Clock) -> None:
    other = str(ready("Another")["track"]["id"])
    first, second = grant(track_id), grant(other)
    for session in (first, second):
        report(session, 0, 0, event="start")
    clock.passes(31)

    said = [report(session, 31_000).body for session in (first, second)]

    assert [one["counted"] for one in said] == [False, True]
    assert kept(first)["why"] == "parallel"


def forged(session: dict[str, Any]) -> dict[str, Any]:
    raw = bytearray(base64.urlsafe_b64decode(session["grant"] + "=="))
    raw[-30] ^= 1
    return session | {"grant": base64.urlsafe_b64encode(raw).decode().rstrip("=")}


def alike(token: str) -> list[str]:
    """Other texts of which a lenient reader makes the same bytes."""
    padding = "=" * (-len(token) % 4)
    return [token + "=", token + "====", token + padding + "AAAA", token + "!", token + "\n"]


@pytest.mark.parametrize("length", range(3))
def test_a_grant_has_one_spelling(track_id: str, clock: Clock, length: int) -> None:
    session = grant(track_id)
    signed = play_grants.sign(replace(play_grants.read(session["grant"]), country="X" * length))
    clock.passes(40)

    assert play_grants.read(signed).country == "X" * length
    last = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    for other in (*alike(signed), *(signed[:-1] + letter for letter in last)):
        if other != signed:
            with pytest.raises(play_grants.ForgedError):
                play_grants.read(other)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"sequence": True}, {"sequence": "1"}, {"position_ms": "5"}, {"heard_ms": "5"}),
        *({"at": 5}, {"at": "5"}, {"at": "2026-11-22"}),
    ],
)
def test_a_report_is_what_its_schema_says(track_id: str, wrong: dict[str, Any]) -> None:
    body = {
        "grant": grant(track_id)["grant"],
        "event": "progress",
        "sequence": 1,
        "position_ms": 31_000,
        "heard_ms": 31_000,
        **wrong,
    }
    assert call(report_play, "POST", "/plays", by=FAN, body=body).problem() == "invalid"


def test_forged_and_foreign_grants_are_refused_and_that_is_kept(
    track_id: str, clock: Clock
) -> None:
    session = grant(track_id)
    clock.passes(40)

    for told, by, why in (
        (forged(session), FAN, "forged-grant"),
        (session | {"grant": "????"}, FAN, "forged-grant"),
        (session | {"grant": ""}, FAN, "forged-grant"),
        *((session | {"grant": same}, FAN, "forged-grant") for same in alike(session["grant"])),
        (session, OTHER_ARTIST, "foreign-grant"),
    ):
        reply = report(told, 31_000, by=by)
        assert (reply.status, reply.problem()) == (403, why)

    assert rows("plays") == []
    refused = [(row["person_id"], row["why"]) for row in rows("listening") if "why" in row]
    assert sorted(refused) == sorted(
        [(FAN.id, "forged-grant")] * (3 + len(alike(session["grant"])))
        + [(OTHER_ARTIST.id, "foreign-grant")]
    )


def test_a_track_counts_ten_times_a_day_for_a_listener(track_id: str, clock: Clock) -> None:
    said = [listen(track_id, clock) for _ in range(11)]

    assert [one["counted"] for one in said] == [True] * 10 + [False]
    assert said[-1]["why"] == "daily-limit"
    assert len(rows("plays")) == 10
    assert listen(track_id, clock, OTHER_ARTIST)["counted"]
    clock.passes(24 * 3600)
    assert listen(track_id, clock)["counted"]


def test_who_reads_what_was_heard_needs_no_table_of_plays() -> None:
    """What is loaded ahead of a snapshot finds the variables that were granted, and no others."""
    code = "from music.data import {0}; {0}.prepare()"
    for module in ("history", "positions", "sessions"):
        subprocess.run(
            [sys.executable, "-c", code.format(module)],
            env={"LISTENING_TABLE": "listening", "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
        )


def test_a_listener_reads_of_their_sessions_and_a_moderator_of_all(
    track_id: str, clock: Clock
) -> None:
    counted, too_short = listen(track_id, clock), listen(track_id, clock, seconds=5)

    mine = call(list_plays, "GET", "/plays", by=FAN).body
    theirs = call(list_plays, "GET", "/plays", by=MODERATOR, query={"person_id": FAN.id}).body
    peeked = call(list_plays, "GET", "/plays", by=OTHER_ARTIST, query={"person_id": FAN.id})

    assert {one["play_id"]: one["why"] for one in mine["items"]} == {
        counted["play_id"]: None,
        too_short["play_id"]: "heard-too-little",
    }
    assert theirs == mine
    assert peeked.status == 403
    path = f"/plays/{counted['play_id']}"
    assert call(get_play, "GET", path, by=FAN).body == counted
    assert call(get_play, "GET", path, by=OTHER_ARTIST).status == 404
    assert call(get_play, "GET", "/plays/x", by=FAN).status == 404


def test_sessions_come_in_pages(track_id: str, clock: Clock) -> None:
    made = [listen(track_id, clock, seconds=2)["play_id"] for _ in range(3)]

    first = call(list_plays, "GET", "/plays", by=FAN, query={"limit": "2"}).body
    rest = call(
        list_plays, "GET", "/plays", by=FAN, query={"limit": "2", "cursor": first["next"]}
    ).body

    found = [one["play_id"] for one in first["items"] + rest["items"]]
    assert sorted(found) == sorted(made)
    assert rest["next"] is None


def test_a_report_that_makes_no_sense_is_refused(track_id: str) -> None:
    session = grant(track_id)

    assert report(session, -1).status == 422
    assert report(session, 1, -1).status == 422
    assert report(session, 1, event="pause").status == 422
    assert report(session, 1, device="a b").status == 422
    assert report(session, 1, by=FAN, at="yesterday").status == 422
    assert report(session, 1, at="0001-01-01T00:00:00+14:00").status == 200


def kept(session: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = call(get_play, "GET", f"/plays/{session['play_id']}", by=FAN).body
    return body


def test_where_the_listener_is_follows_the_reports(track_id: str, clock: Clock) -> None:
    session = grant(track_id)
    path = f"/me/resume/{track_id}"
    assert call(get_position, "GET", path, by=FAN).problem() == "not-begun"
    clock.passes(20)
    report(session, 20_000, 2, device="phone", at=rfc3339(clock.now))
    report(session, 10_000, 1, device="phone")

    body = call(get_position, "GET", path, by=FAN).body

    assert (body["position_ms"], body["finished"]) == (20_000, False)
    assert [one["device"] for one in body["devices"]] == ["phone"]
    clock.passes(170)
    report(session, 180_000, 3, device="desk", event="end")
    assert call(get_position, "GET", path, by=FAN).body["finished"] is True
