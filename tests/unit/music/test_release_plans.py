"""Releases that go out at their moment: once, whoever asks and how often."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from music.api import delete_track
from music.data import releases as kept
from music.on import (
    publishing,
    release_due,
    releases_overdue,
)
from tests.unit.aws import FAN, Said, call
from tests.unit.music.releases import Streams, complete, patch, publish, read, said_of, unpublish
from tests.unit.music.tracks import deliver
from tests.unit.streams import DONE

pytestmark = pytest.mark.usefixtures("aws")


def schedules() -> list[Any]:
    return list(boto3.client("scheduler").list_schedules(GroupName="publishing")["Schedules"])


def in_an_hour() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


def planned() -> tuple[str, list[str]]:
    release_id, track_ids = complete()
    assert publish(release_id, in_an_hour().isoformat()).body["state"] == "scheduled"
    return release_id, track_ids


def now_is(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(publishing, "now", lambda: moment)
    monkeypatch.setattr(releases_overdue, "now", lambda: moment)


def fire(release_id: str, number: int) -> None:
    detail = {"release_id": release_id, "number": number}
    assert deliver(release_due.handler, "release_due", detail) == DONE


def number_of(release_id: str) -> int:
    plan = kept.get(release_id).plan
    assert plan is not None
    return plan.number


def test_a_plan_has_one_schedule_at_its_second_and_its_own_number(said: Said) -> None:
    streams = Streams()
    at = in_an_hour()
    release_id, _ = complete()
    publish(release_id, at.isoformat())
    streams.flow()

    [one] = schedules()
    found = boto3.client("scheduler").get_schedule(GroupName="publishing", Name=one["Name"])

    number = number_of(release_id)
    assert one["Name"] == f"{release_id}-{number}"
    assert found["ScheduleExpression"] == f"at({at:%Y-%m-%dT%H:%M:%S})"
    assert found["ActionAfterCompletion"] == "DELETE"
    said_to = json.loads(found["Target"]["Input"])
    assert said_to == {"detail": {"release_id": release_id, "number": number}}
    assert read(release_id, FAN).status == 404
    assert read(release_id).body["scheduled_for"] == at.isoformat().replace("+00:00", ".000Z")
    assert said == []


def test_rescheduling_leaves_one_schedule_and_cancelling_none() -> None:
    streams = Streams()
    release_id, _ = planned()
    streams.flow()
    first = number_of(release_id)
    publish(release_id, (in_an_hour() + timedelta(hours=1)).isoformat())
    streams.flow()

    [one] = schedules()
    assert one["Name"] == f"{release_id}-{number_of(release_id)}" != f"{release_id}-{first}"
    assert unpublish(release_id).body["state"] == "draft"
    streams.flow()
    assert schedules() == []


def test_the_moment_publishes_once_however_often_it_is_told(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = Streams()
    release_id, _ = planned()
    patch(release_id, label="An edit meanwhile")
    streams.flow()
    number = number_of(release_id)
    fire(release_id, number)
    early = read(release_id).body["state"]
    now_is(monkeypatch, in_an_hour() + timedelta(hours=1))

    for _ in range(3):
        fire(release_id, number)
    streams.flow()

    assert (early, read(release_id, FAN).body["state"]) == ("scheduled", "published")
    assert len(said_of(said, "release_published")) == 1


def test_an_old_plan_does_nothing_late(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    release_id, _ = planned()
    number = number_of(release_id)
    unpublish(release_id)
    now_is(monkeypatch, in_an_hour() + timedelta(days=1))
    fire(release_id, number)
    cancelled = read(release_id).body["state"]
    publish(release_id, (in_an_hour() + timedelta(hours=5)).isoformat())
    fire(release_id, number)
    fire("rel_01K9QZ4T7M5V3N8X2B6C1D0EFG", 1)

    assert (cancelled, read(release_id).body["state"]) == ("draft", "scheduled")
    assert said == []


def test_a_schedule_that_was_lost_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    release_id, _ = planned()
    other, _ = planned()
    assert deliver(releases_overdue.handler, "releases_overdue", {}) == DONE
    assert read(release_id).body["state"] == "scheduled"
    now_is(monkeypatch, in_an_hour() + timedelta(hours=1))

    assert deliver(releases_overdue.handler, "releases_overdue", {}) == DONE

    assert {read(id_).body["state"] for id_ in (release_id, other)} == {"published"}


def test_one_that_is_not_ready_at_its_moment_says_what_is_missing(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_id, track_ids = planned()
    call(delete_track.handler, "DELETE", f"/tracks/{track_ids[0]}")
    now_is(monkeypatch, in_an_hour() + timedelta(hours=1))

    fire(release_id, number_of(release_id))

    seen = read(release_id).body
    assert (seen["state"], seen["scheduled_for"]) == ("draft", None)
    assert seen["failure"]["missing"] == [{"code": "track-gone", "track_id": track_ids[0]}]
    assert read(release_id, FAN).status == 404
    assert said == []


def test_a_release_date_begins_in_its_own_time_zone() -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    release_id, _ = complete(release_date=day.isoformat(), time_zone="Asia/Tokyo")

    reply = publish(release_id, "release_date")

    before = (day - timedelta(days=1)).isoformat()
    assert reply.body["scheduled_for"] == f"{before}T15:00:00.000Z"
    assert patch(release_id, release_date="2030-01-01").problem() == "scheduled"
    assert patch(release_id, label="Quay").status == 200


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("release_date", "no-release-date"),
        ("2020-01-01T00:00:00Z", "past"),
        ("2100-01-01T00:00:00Z", "too-far"),
        ("2027-01-01T00:00:00", "invalid"),
        ("tomorrow", "invalid"),
        ("1800000000", "invalid"),
        (1_800_000_000, "invalid"),
        (5, "invalid"),
        ("0001-01-01T00:00:00+14:00", "past"),
        ("9999-12-31T23:59:59.5Z", "too-far"),
    ],
)
def test_moments_that_are_none_are_refused(when: Any, code: str) -> None:
    release_id, _ = complete()

    assert publish(release_id, when).problem() == code
