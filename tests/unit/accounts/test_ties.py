"""Following and blocking: what two people are to each other, under any number of writers."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from accounts.data import ties
from didit360 import database, people
from tests.unit.accounts.bus import Bus, react
from tests.unit.accounts.persons import (
    ADA,
    BEN,
    CLEO,
    ask,
    block,
    come,
    follow,
    me,
    unblock,
    unfollow,
)
from tests.unit.aws import Person

NOBODY = Person("0b7c1f6e-0000-4000-8000-00000000ffff", "")


def counts(person: Person) -> tuple[int, int]:
    mine = me(person)
    return mine["followers"], mine["following"]


def listed(kind: str, of: Person, by: Person = ADA, limit: int = 100) -> list[str]:
    """Ids on all pages of a list."""
    found: list[str] = []
    query = {"limit": str(limit)}
    while True:
        reply = ask(f"list_{kind}", "GET", f"/people/{of.id}/{kind}", by=by, query=query)
        assert reply.status == 200, reply.text
        found += [person["id"] for person in reply.body["items"]]
        if reply.body["next"] is None:
            return found
        query["cursor"] = reply.body["next"]


def test_following_twice_counts_once_and_unfollowing_twice_takes_one(bus: Bus) -> None:
    come(ADA, BEN)
    assert [follow(BEN).status, follow(BEN).status] == [204, 204]
    assert (counts(ADA), counts(BEN)) == ((0, 1), (1, 0))
    assert [unfollow(BEN).status, unfollow(BEN).status] == [204, 204]
    assert (counts(ADA), counts(BEN)) == ((0, 0), (0, 0))
    assert len(bus.about("person_followed")) == len(bus.about("person_unfollowed")) == 1


def test_whom_i_follow_already_is_not_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    come(ADA, BEN, CLEO)
    monkeypatch.setattr(ties, "MAX_FOLLOWING", 1)
    assert [follow(BEN).status, follow(BEN).status] == [204, 204]
    assert (follow(CLEO).status, follow(CLEO).problem()) == (409, "too-many")


def test_following_does_not_spoil_an_edit_of_the_followed() -> None:
    come(ADA, BEN)
    before = ask("get_me", "GET", "/me", by=BEN).headers["ETag"]
    follow(BEN)
    assert ask("get_me", "GET", "/me", by=BEN).headers["ETag"] == before


def test_the_card_has_the_followers(bus: Bus) -> None:
    come(ADA, BEN, CLEO)
    follow(BEN)
    follow(BEN, by=CLEO)
    bus.settle()
    card = people.card(BEN.id)
    assert card is not None
    assert card.followers == 2


def test_nobody_follows_themselves_or_nobody() -> None:
    come(ADA)
    assert follow(ADA).problem() == block(ADA).problem() == "oneself"
    assert (follow(NOBODY).status, block(NOBODY).status) == (404, 404)
    assert (unfollow(NOBODY).status, unblock(NOBODY).status) == (204, 204)


def test_lists_come_in_pages_newest_first() -> None:
    crowd = [Person(f"0b7c1f6e-0000-4000-8000-0000000002{n:02}", "") for n in range(7)]
    come(ADA, *crowd)
    for person in crowd:
        follow(ADA, by=person)
        follow(person)

    newest_first = [person.id for person in reversed(crowd)]
    assert listed("followers", ADA, limit=3) == newest_first
    assert listed("following", ADA, by=crowd[0], limit=2) == newest_first
    forged = ask("list_followers", "GET", f"/people/{ADA.id}/followers", query={"cursor": "x"})
    assert (forged.status, forged.problem()) == (400, "bad-cursor")


def test_the_blocked_see_nothing_and_follow_nobody(bus: Bus) -> None:
    come(ADA, BEN)
    follow(BEN)
    follow(ADA, by=BEN)
    assert [block(BEN).status, block(BEN).status] == [204, 204]

    assert (counts(ADA), counts(BEN)) == ((0, 0), (0, 0))
    for path in (f"/me/people/{ADA.id}", f"/me/people/{me()['handle']}"):
        assert ask("see_person", "GET", path, by=BEN).problem() == "no-such-person"
    for kind in ("followers", "following"):
        assert ask(f"list_{kind}", "GET", f"/people/{ADA.id}/{kind}", by=BEN).status == 404
    assert follow(ADA, by=BEN).problem() == "no-such-person"
    assert follow(BEN).problem() == "blocked"
    bus.settle()
    assert people.blocked_by(BEN.id, [ADA.id, CLEO.id]) == {ADA.id}
    assert people.blocked_by(ADA.id, [BEN.id]) == set()


def test_whoever_blocks_sees_and_may_take_it_back(bus: Bus) -> None:
    come(ADA, BEN)
    block(BEN)
    seen = ask("see_person", "GET", f"/me/people/{BEN.id}").body
    assert (seen["blocked"], seen["following"], seen["follows_me"]) == (True, False, False)
    assert [person["id"] for person in ask("list_blocks", "GET", "/me/blocks").body["items"]] == [
        BEN.id
    ]
    assert [unblock(BEN).status, unblock(BEN).status] == [204, 204]
    assert follow(ADA, by=BEN).status == 204
    bus.settle()
    assert people.blocked_by(BEN.id, [ADA.id]) == set()


def test_a_block_is_copied_as_it_stands_in_whichever_order_it_is_told(bus: Bus) -> None:
    come(ADA, BEN)
    block(BEN)
    unblock(BEN)
    bus.said.reverse()
    bus.settle()
    assert people.blocked_by(BEN.id, [ADA.id]) == set()
    block(BEN)
    react("person_unblocked", {"person_id": ADA.id, "blocked_id": BEN.id})
    assert people.blocked_by(BEN.id, [ADA.id]) == {ADA.id}


def test_whoever_blocks_me_is_in_no_list_of_mine() -> None:
    come(ADA, BEN, CLEO)
    follow(CLEO, by=BEN)
    follow(BEN, by=CLEO)
    block(ADA, by=BEN)
    assert listed("followers", CLEO) == listed("following", CLEO) == []
    assert listed("followers", CLEO, by=CLEO) == [BEN.id]


def test_counts_are_exact_whatever_many_do_at_once() -> None:
    crowd = [Person(f"0b7c1f6e-0000-4000-8000-0000000003{n:02}", "") for n in range(6)]
    come(*crowd)
    acts = (ties.follow, ties.follow, ties.unfollow, ties.block, ties.unblock)

    def meddle(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        try:
            for _ in range(60):
                one, other = chance.sample(crowd, 2)
                try:
                    chance.choice(acts)(one.id, other.id)
                except Exception as refused:
                    if not hasattr(refused, "status"):
                        raise
        finally:
            database.forget()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(meddle, range(8)))

    wrong: list[Any] = database.all(
        "select id from people p where followers <>"
        "  (select count(*) from follows where followed_id = p.id) or following <>"
        "  (select count(*) from follows where follower_id = p.id)"
    )
    assert wrong == []
    both = "select 1 from follows f join blocks b on b.person_id in (follower_id, followed_id)"
    assert database.all(both + " and b.blocked_id in (follower_id, followed_id)") == [], (
        "nobody follows somebody whom they block, or who blocks them"
    )


def test_a_block_in_the_midst_of_a_follow_waits_and_then_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    come(ADA, BEN)
    looked, blocked, real = Event(), Event(), ties._blocks

    def look(*asked: Any) -> bool:
        found = real(*asked)
        looked.set()
        blocked.wait(0.5)
        return found

    def follow_ben() -> None:
        ties.follow(ADA.id, BEN.id)
        database.forget()

    def block_ada() -> None:
        looked.wait(5)
        ties.block(BEN.id, ADA.id)
        blocked.set()
        database.forget()

    monkeypatch.setattr(ties, "_blocks", look)
    with ThreadPoolExecutor(2) as pool:
        for done in (pool.submit(follow_ben), pool.submit(block_ada)):
            done.result()
    assert (counts(ADA), counts(BEN)) == ((0, 0), (0, 0))
    assert ties.between(ADA.id, BEN.id)["following"] is False


@pytest.mark.parametrize("shares", [1, 500])
def test_cutting_somebodys_ties_corrects_everybodys_counts(
    shares: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ties, "_AT_ONCE", shares)
    come(ADA, BEN, CLEO)
    follow(BEN)
    follow(ADA, by=BEN)
    follow(ADA, by=CLEO)
    follow(CLEO, by=BEN)
    block(ADA, by=CLEO)
    ties.cut(ADA.id)
    ties.cut(ADA.id)
    assert (counts(BEN), counts(CLEO)) == ((0, 1), (1, 0))
    assert database.all("select * from blocks") == []
