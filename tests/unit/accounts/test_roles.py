"""Asking for a role, deciding, and what the user pool has of it."""

import os
from typing import Any

import boto3
import pytest

from didit360 import people
from tests.unit.accounts.bus import Bus
from tests.unit.accounts.persons import ADA, ADMIN, BEN, MODERATOR, ask, come
from tests.unit.aws import Person, Reply

WISH = {"role": "artist", "reason": "I make songs.", "links": ["https://ada.example"]}


def wish(by: Person = ADA, **other: Any) -> Reply:
    return ask("create_role_request", "POST", "/role-requests", by=by, body={**WISH, **other})


def decide(id_: str, outcome: str, reason: str = "Heard them.", by: Person = MODERATOR) -> Reply:
    body = {"outcome": outcome, "reason": reason}
    return ask("decide_role_request", "PUT", f"/role-requests/{id_}/decision", by=by, body=body)


def groups(person: Person) -> list[str]:
    found = boto3.client("cognito-idp").admin_list_groups_for_user(
        UserPoolId=os.environ["USER_POOL_ID"], Username=person.id
    )
    return sorted(group["GroupName"] for group in found["Groups"])


def mine(by: Person = ADA) -> list[dict[str, Any]]:
    reply = ask("list_my_role_requests", "GET", "/me/role-requests", by=by)
    items: list[dict[str, Any]] = reply.body["items"]
    return items


def test_a_granted_role_is_in_the_pool_on_the_card_and_on_the_request(bus: Bus) -> None:
    asked = wish().body
    assert (asked["state"], asked["effective_at"]) == ("open", None)
    assert groups(ADA) == []

    granted = decide(asked["id"], "granted").body
    assert (granted["state"], granted["answer"], granted["effective_at"]) == (
        "granted",
        "Heard them.",
        None,
    )
    bus.settle()

    assert groups(ADA) == ["artist"]
    [request] = mine()
    assert request["effective_at"] is not None
    card = people.card(ADA.id)
    assert card is not None
    assert card.roles == ("artist",)
    assert wish().problem() == "role-held"


def test_a_refused_one_tells_why_and_may_be_asked_again(bus: Bus) -> None:
    asked = wish().body
    decide(asked["id"], "refused", "Show us a song first.")
    bus.settle()

    assert groups(ADA) == []
    [request] = mine()
    assert (request["state"], request["answer"]) == ("refused", "Show us a song first.")
    assert wish().status == 201
    assert [one["state"] for one in mine()] == ["open", "refused"]


def test_the_same_decision_again_is_said_once_and_another_is_refused(bus: Bus) -> None:
    id_ = wish().body["id"]
    first, again = decide(id_, "granted"), decide(id_, "granted")
    assert first.body == again.body
    assert len(bus.about("role_granted")) == 1
    for other in (decide(id_, "refused"), decide(id_, "granted", "Another reason.")):
        assert (other.status, other.problem()) == (409, "decided-already")


def test_of_two_moderators_at_once_one_decides() -> None:
    id_ = wish().body["id"]
    assert decide(id_, "refused", by=ADMIN).status == 200
    assert decide(id_, "granted").status == 409


def test_one_open_request_for_a_role() -> None:
    assert (wish().status, wish().problem()) == (201, "asked-already")
    assert wish(role="dj").status == 201
    assert wish(by=BEN).status == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "moderator"},
        {"role": "admin"},
        {"role": "fan"},
        {"role": "king"},
        {"reason": " "},
        {"reason": "x" * 2001},
        {"links": ["ftp://ada.example"]},
    ],
)
def test_what_nobody_asks_for(wrong: dict[str, Any]) -> None:
    reply = wish(**wrong)
    assert (reply.status, reply.problem()) == (422, "invalid")


def test_moderators_see_who_waits_longest_first_in_pages() -> None:
    ids = [wish(by=by, role=role).body["id"] for by in (ADA, BEN) for role in ("artist", "dj")]
    decide(ids[1], "refused")

    def page(**query: str) -> Any:
        return ask("list_role_requests", "GET", "/role-requests", by=MODERATOR, query=query).body

    first = page(limit="2")
    second = page(limit="2", cursor=first["next"])
    assert [one["id"] for one in first["items"] + second["items"]] == [ids[0], ids[2], ids[3]]
    assert second["next"] is None
    assert [one["id"] for one in page(state="refused")["items"]] == [ids[1]]


def test_only_moderators_look_and_decide_and_never_about_themselves() -> None:
    id_ = wish().body["id"]
    assert ask("list_role_requests", "GET", "/role-requests").status == 403
    assert decide(id_, "granted", by=ADA).status == 403
    own = wish(by=MODERATOR).body["id"]
    assert decide(own, "granted").problem() == "own-request"
    for nothing in ("rrq_01K9QZ5A1P9R7S4T6V8W0XYZAB", "nonsense"):
        assert decide(nothing, "granted").problem() == "no-such-request"


def test_a_role_of_somebody_who_is_gone_from_the_pool_is_let_be(bus: Bus) -> None:
    ghost = Person("0b7c1f6e-0000-4000-8000-00000000ffff", "")
    come(ghost)
    decide(wish(by=ghost).body["id"], "granted")
    assert "role_given" not in bus.settle()
