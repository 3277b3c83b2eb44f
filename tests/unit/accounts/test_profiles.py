"""My profile, and what others see of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from accounts.api import update_me
from accounts.data import profiles
from didit360 import database, people
from didit360.clock import now
from tests.unit.accounts.bus import Bus
from tests.unit.accounts.persons import ADA, BEN, ask, change, come, me
from tests.unit.aws import Person, Reply


def seen(person: str) -> Reply:
    return ask("get_person", "GET", f"/people/{person}", by=None)


def test_the_first_call_makes_a_profile_and_the_next_ones_find_it(bus: Bus) -> None:
    first, second = me(), me()

    assert first == second
    assert first["id"] == ADA.id
    assert first["handle"].startswith("listener_")
    assert [name for name, _ in bus.said] == ["person_changed"]
    assert ask("get_me", "GET", "/me", by=None).status == 401


def test_twenty_first_calls_at_once_make_one_profile(bus: Bus) -> None:
    def come_in(_: int) -> str:
        try:
            return profiles.ensure(ADA.id, ["fan"], "ada").handle
        finally:
            database.forget()

    with ThreadPoolExecutor(20) as pool:
        handles = set(pool.map(come_in, range(20)))

    assert handles == {"ada"}
    assert len(bus.about("person_changed")) == 1


@pytest.mark.parametrize(
    ("wish", "handle"),
    [("Ada.Lovelace", "ada.lovelace"), ("Ada Byron", "ada_byron"), ("ada@mail.example", "ada")],
)
def test_the_handle_is_near_what_was_wished_at_sign_up(wish: str, handle: str) -> None:
    assert profiles.ensure(ADA.id, (), wish).handle == handle


def test_a_wish_that_is_taken_or_reserved_gets_something_near() -> None:
    assert profiles.ensure(ADA.id, (), "ada").handle == "ada"
    assert profiles.ensure(BEN.id, (), "ADA").handle.startswith("ada_")
    assert profiles.ensure("another", (), "admin").handle.startswith("admin_")


def test_what_is_said_is_kept_and_the_rest_stays() -> None:
    come(ADA)
    said = {
        "handle": "Ada",
        "name": " Ada Lovelace ",
        "bio": "Songs\nfrom the sea.",
        "links": ["https://ada.example/music?a=1"],
        "country": "PT",
        "birth_date": "1990-12-10",
        "notifications": {"newsletter": True},
    }
    assert change(said).status == 200
    reply = change({"name": "Ada L."})

    mine = reply.body
    assert (mine["handle"], mine["name"], mine["bio"]) == ("ada", "Ada L.", said["bio"])
    assert (mine["links"], mine["country"]) == (said["links"], "PT")
    assert mine["birth_date_known"] is True
    assert mine["notifications"]["newsletter"] is True
    assert mine["notifications"]["new_followers"] is True
    assert change({"country": None, "birth_date": None}).body["birth_date_known"] is False


def test_null_takes_away_what_need_not_be_there() -> None:
    come(ADA)
    change({"bio": "Songs.", "links": ["https://ada.example"], "country": "PT"})
    mine = change({"bio": None, "links": None, "country": None}).body

    assert (mine["bio"], mine["links"], mine["country"]) == ("", [], None)


def test_of_the_notifications_too_the_rest_stays() -> None:
    come(ADA)
    change({"notifications": {"new_followers": False}})
    mine = change({"notifications": {"newsletter": True}}).body

    assert mine["notifications"]["newsletter"] is True
    assert mine["notifications"]["new_followers"] is False


def test_whoever_was_too_young_cannot_just_name_another_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    come(ADA, BEN)
    assert change({"birth_date": "2020-01-01"}).problem() == "too-young"
    again = change({"birth_date": "1990-01-01", "name": "Ada"})
    assert (again.status, again.problem()) == (422, "age-refused")
    assert change({"birth_date": None, "name": "Ada"}).body["birth_date_known"] is False
    assert change({"birth_date": "1990-01-01"}, by=BEN).status == 200
    [row] = database.all("select * from people where id = %s", [ADA.id])
    assert "2020" not in str({**row, "created_at": None})

    monkeypatch.setattr(update_me, "now", lambda: now() + timedelta(days=366))
    assert change({"birth_date": "1990-01-01"}).body["birth_date_known"] is True


def test_a_date_that_is_known_may_be_said_again_after_one_that_is_too_young() -> None:
    come(ADA)
    change({"birth_date": "1990-01-01"})
    assert change({"birth_date": "2020-01-01"}).problem() == "too-young"
    assert change({"birth_date": "1990-01-01", "name": "Ada"}).status == 200
    assert change({"birth_date": "1991-01-01"}).problem() == "age-refused"


def test_the_birth_date_is_in_no_answer_event_or_card(bus: Bus) -> None:
    come(ADA)
    reply = change({"handle": "ada", "birth_date": "1990-12-10"})
    bus.settle()

    everything = f"{reply.text} {seen('ada').text} {bus.said} {people.card(ADA.id)}"
    assert "1990" not in everything
    assert "1990" not in repr(profiles.find("ada"))


def test_an_edit_of_an_older_revision_is_refused() -> None:
    tag = ask("get_me", "GET", "/me").headers["ETag"][0]

    assert change({"name": "first"}, If_Match=tag).status == 200
    late = change({"name": "second"}, If_Match=tag)
    assert (late.status, late.problem()) == (412, "changed-meanwhile")
    assert me()["name"] == "first"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"handle": "ad"}, "invalid"),
        ({"handle": "x" * 31}, "invalid"),
        ({"handle": "a-b-c"}, "not-a-handle"),
        ({"handle": "ada."}, "not-a-handle"),
        ({"handle": "a..b"}, "not-a-handle"),
        ({"handle": "ädä"}, "not-a-handle"),
        ({"handle": "Admin"}, "handle-reserved"),
        ({"handle": "a_d.min"}, "handle-reserved"),
        ({"name": "  "}, "invalid"),
        ({"name": "two\nlines"}, "invalid"),
        ({"bio": "x" * 1001}, "invalid"),
        ({"links": ["http://ada.example"]}, "invalid"),
        ({"links": ["https://127.0.0.1/"]}, "invalid"),
        ({"links": ["https://me:secret@ada.example/"]}, "invalid"),
        ({"links": ["https://ada.example:8443/"]}, "invalid"),
        ({"links": ["javascript:alert(1)"]}, "invalid"),
        ({"links": ["https://localhost/"]}, "invalid"),
        ({"links": ["https://ada.example"] * 11}, "invalid"),
        ({"links": ["https://ada.example/a", "https://ada.example/a"]}, "invalid"),
        ({"links": ["https://ada.example", "https://Ada.Example/"]}, "invalid"),
        ({"handle": None}, "invalid"),
        ({"name": None}, "invalid"),
        ({"notifications": None}, "invalid"),
        ({"notifications": {"newsletter": 1}}, "invalid"),
        ({"notifications": {"newsletter": "yes"}}, "invalid"),
        ({"birth_date": 5}, "invalid"),
        ({"birth_date": "5"}, "invalid"),
        ({"birth_date": "1990-12-10T00:00:00"}, "invalid"),
        ({"country": "XX"}, "invalid"),
        ({"country": "pt"}, "invalid"),
        ({"birth_date": "2020-01-01"}, "too-young"),
        ({"birth_date": "1800-01-01"}, "not-a-birth-date"),
        ({"notifications": {"telegrams": True}}, "invalid"),
        ({"roles": ["admin"]}, "invalid"),
    ],
)
def test_what_is_not_to_be_said_is_refused(wrong: dict[str, Any], code: str) -> None:
    before = me()
    reply = change(wrong)

    assert (reply.status, reply.problem()) == (422, code)
    assert me() == before


def test_a_handle_is_one_persons_whatever_the_capitals() -> None:
    come(ADA, BEN)
    assert change({"handle": "sea_change"}).status == 200
    taken = change({"handle": "SEA_Change"}, by=BEN)

    assert (taken.status, taken.problem()) == (409, "handle-taken")
    assert seen("SEA_change").body["id"] == ADA.id


def test_a_handle_that_was_given_up_waits_for_its_person_alone() -> None:
    come(ADA, BEN)
    change({"handle": "first"})
    change({"handle": "second"})

    assert change({"handle": "first"}, by=BEN).problem() == "handle-taken"
    assert profiles.ensure("another", (), "first").handle != "first"
    assert change({"handle": "first"}).status == 200
    with database.transaction() as tx:
        tx.run("update released_handles set until = now() - interval '1 second'")
    assert change({"handle": "second"}, by=BEN).status == 200


def test_of_many_who_want_a_handle_at_once_one_gets_it() -> None:
    crowd = [Person(f"0b7c1f6e-0000-4000-8000-0000000001{n:02}", "") for n in range(8)]
    come(*crowd)

    def want(person: Person) -> int:
        try:
            return change({"handle": "the_one"}, by=person).status
        finally:
            database.forget()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(want, crowd)) == [200] + [409] * 7


def test_everyone_sees_a_person_by_handle_and_id() -> None:
    come(ADA)
    change({"handle": "ada"})

    shown = seen("ada")
    assert shown.body == seen(ADA.id).body
    assert set(shown.body) == {
        *("id", "handle", "name", "bio", "links", "country", "roles", "avatar"),
        *("followers", "following"),
    }
    assert (seen("nobody_at_all").status, seen(BEN.id).problem()) == (404, "no-such-person")


def test_the_card_follows_late_twice_and_out_of_order(bus: Bus) -> None:
    come(ADA)
    for name in ("one", "two", "three"):
        change({"name": name})
    bus.said.reverse()
    bus.said += bus.said[:2]
    bus.settle()

    card = people.card(ADA.id)
    assert card is not None
    assert (card.name, card.revision) == ("three", 4)


def test_an_earlier_reading_never_replaces_a_later_card(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(ADA)
    old = profiles.get(ADA.id)
    change({"name": "new"})
    bus.settle()
    monkeypatch.setattr(profiles, "get", lambda _: old)
    bus.said.append(bus.said[0])
    bus.settle()

    card = people.card(ADA.id)
    assert card is not None
    assert card.name == "new"


def test_a_role_that_an_administrator_gave_shows_after_the_next_call(bus: Bus) -> None:
    come(ADA)
    assert me(Person(ADA.id, "artist,fan"))["roles"] == ["artist", "fan"]
    bus.settle()

    card = people.card(ADA.id)
    assert card is not None
    assert card.roles == ("artist", "fan")
    assert seen(ADA.id).body["roles"] == ["artist", "fan"]
