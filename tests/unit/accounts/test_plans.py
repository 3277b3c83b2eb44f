"""Plans: granted by admins, held from one moment to another, forgotten never."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.data import plan_grants
from accounts.domain.grants import current
from didit360 import database, people
from didit360.plans import Plan
from tests.unit.accounts.bus import Bus
from tests.unit.accounts.persons import ADA, ADMIN, BEN, MODERATOR, ask, come, me
from tests.unit.aws import Person, Reply

NOW = datetime.now(UTC)


def at(days: float) -> str:
    return (NOW + timedelta(days=days)).isoformat()


def put(plan: str, by: Person = ADMIN, of: str = ADA.id, **more: Any) -> Reply:
    body = {"plan": plan, "source": "gift", **more}
    return ask("set_plan", "PUT", f"/people/{of}/plan", by=by, body=body)


def mine(by: Person = ADA) -> dict[str, Any]:
    body: dict[str, Any] = ask("get_my_plan", "GET", "/me/plan", by=by).body
    return body


def test_whoever_was_granted_nothing_has_what_is_free(bus: Bus) -> None:
    come(ADA)
    bus.settle()
    assert mine() == {
        "plan": "free",
        "entitlements": ["stream:lossy"],
        "ends_at": None,
        "history": [],
    }
    assert people.may(ADA.id, "stream:lossy")
    assert not people.may(ADA.id, "stream:lossless")


def test_a_granted_plan_lets_everything_that_asks_do_more(bus: Bus) -> None:
    come(ADA)
    assert put("premium").body["plan"] == "premium"
    bus.settle()
    assert people.may(ADA.id, "stream:lossless")
    assert "stream:lossless" in mine()["entitlements"]
    put("free")
    bus.settle()
    assert not people.may(ADA.id, "stream:lossless")
    assert [grant["plan"] for grant in mine()["history"]] == ["free", "premium"]


def test_what_holds_is_asked_of_the_clock_and_not_of_the_writer(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(ADA)
    put("premium", starts_at=at(1), ends_at=at(3))
    bus.settle()
    for days, may in ((0, False), (0.9, False), (2, True), (3.1, False)):
        monkeypatch.setattr(people, "now", lambda days=days: NOW + timedelta(days=days))
        assert people.may(ADA.id, "stream:lossless") is may, days


def test_a_later_plan_takes_over_where_it_starts(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    come(ADA)
    put("premium", ends_at=at(5))
    put("artist_pro", starts_at=at(2))
    bus.settle()
    assert mine()["plan"] == "premium"
    for days, pro in ((1, False), (2.5, True), (9, True)):
        monkeypatch.setattr(people, "now", lambda days=days: NOW + timedelta(days=days))
        assert people.may(ADA.id, "stream:lossless")
        assert people.may(ADA.id, "release:schedule") is pro, days


def test_the_same_grant_again_changes_nothing(bus: Bus) -> None:
    come(ADA)
    first, again = put("premium", ends_at=at(9)), put("premium", ends_at=at(9))
    assert first.body == again.body
    assert len(bus.about("plan_changed")) == 1


def test_plans_told_late_and_out_of_order_are_what_they_are(bus: Bus) -> None:
    come(ADA)
    for plan in ("premium", "artist_pro", "free"):
        put(plan)
    bus.said.reverse()
    bus.settle()
    assert not people.may(ADA.id, "stream:lossless")


def test_only_an_admin_grants_and_only_what_makes_sense() -> None:
    come(ADA)
    for by in (ADA, MODERATOR):
        assert put("premium", by=by).status == 403
    assert put("premium", of=BEN.id).problem() == "no-such-person"
    assert put("premium", of=me()["handle"]).status == 200
    assert put("gold").problem() == "invalid"
    assert put("premium", starts_at="2026-01-01T00:00:00").problem() == "invalid"
    assert put("premium", starts_at=at(2), ends_at=at(1)).problem() == "ends-before-start"
    assert put("premium", ends_at=at(-1)).problem() == "ends-before-start"


def test_nothing_that_was_granted_is_overwritten() -> None:
    come(ADA)
    put("premium", ends_at=at(9), source="press")
    put("free")
    [row] = database.all("select * from plan_grants where plan = 'premium'")
    assert row["ends_at"] == datetime.fromisoformat(at(9))
    assert row["replaced_at"] is not None
    assert (row["source"], row["granted_by"]) == ("press", ADMIN.id)


def test_what_held_before_a_grant_is_what_it_was() -> None:
    come(ADA)
    put("premium")
    [before] = mine()["history"]
    late = put("artist_pro", starts_at=at(-30))
    assert (late.status, late.problem()) == (422, "past")
    assert mine()["history"] == [before]

    # A clock that is a little slow is no reason to refuse, nor to shorten what held.
    slow = (datetime.now(UTC) - timedelta(minutes=2)).isoformat()
    put("artist_pro", starts_at=slow)
    newest, after = mine()["history"]
    assert newest["plan"] == "artist_pro"
    assert after == before | {"ends_at": after["ends_at"]}
    assert after["ends_at"] > after["starts_at"]


def test_a_grant_that_has_begun_may_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    come(ADA)
    started = datetime.now(UTC).isoformat()
    first = put("premium", starts_at=started)
    monkeypatch.setattr(plan_grants, "now", lambda: NOW + timedelta(days=1))
    assert put("premium", starts_at=started).body == first.body


@pytest.mark.parametrize("moment", [5, "5", "1800000000", True, "2027-01-01"])
@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
def test_a_moment_is_text(field: str, moment: Any) -> None:
    come(ADA)
    assert put("premium", **{field: moment}).problem() == "invalid"


def test_the_last_moment_there_is_can_be_read_again() -> None:
    come(ADA)
    assert put("premium", ends_at="9999-12-31T23:59:59-14:00").status == 200
    assert mine()["ends_at"] == "9999-12-31T23:59:59.999Z"
    assert put("premium", starts_at="0001-01-01T00:00:00+14:00").problem() == "past"


@pytest.mark.parametrize("seed", range(5))
def test_at_any_moment_at_most_one_grant_holds(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    come(ADA, ADMIN)
    begin = datetime.now(UTC) + timedelta(hours=1)
    for _ in range(8):
        start = begin + timedelta(days=chance.randint(0, 9))
        end = chance.choice([None, start + timedelta(days=chance.randint(1, 9))])
        newest = chance.choice(list(Plan))
        grants = plan_grants.put(ADA.id, newest, start, end, source="gift", by=ADMIN.id)
        for day in range(20):
            moment = begin + timedelta(days=day)
            assert sum(grant.holds(moment) for grant in grants) <= 1
            if moment >= start and (end is None or moment < end):
                held = current(grants, moment)
                assert held is not None
                assert held.plan == newest
