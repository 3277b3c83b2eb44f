"""What products read of people: cards, plans with their dates, blocks."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest

from didit360 import people
from didit360.clock import now, rfc3339

ADA, BOB = "0b7c1f6e-0000-4000-8000-00000000000a", "0b7c1f6e-0000-4000-8000-00000000000b"

pytestmark = pytest.mark.usefixtures("aws")


def keep(person_id: str, fact: str, detail: dict[str, Any]) -> None:
    row = {"person_id": person_id, "fact": fact, "detail": json.dumps(detail)}
    boto3.resource("dynamodb").Table("people").put_item(Item=row)


def grant(plan: str, days: tuple[int, int | None]) -> dict[str, str | None]:
    begins, ends = days
    return {
        "plan": plan,
        "starts_at": rfc3339(now() + timedelta(days=begins)),
        "ends_at": None if ends is None else rfc3339(now() + timedelta(days=ends)),
    }


def test_of_whom_nothing_is_known_there_is_no_card_and_the_free_plan() -> None:
    assert people.card(ADA) is None
    assert people.may(ADA, "stream:lossy")
    assert not people.may(ADA, "stream:lossless")


def test_a_card_as_accounts_keeps_it() -> None:
    detail = {
        "handle": "ada",
        "name": "Ada",
        "bio": "",
        "avatar": None,
        "links": ["https://ada.example"],
        "country": "GB",
        "roles": ["artist"],
        "followers": 3,
        "revision": 7,
    }
    keep(ADA, "card", detail)
    card = people.card(ADA)
    assert card is not None
    assert (card.id, card.handle, card.roles, card.followers) == (ADA, "ada", ("artist",), 3)


@pytest.mark.parametrize(
    ("days", "holds"),
    [((-1, 1), True), ((-1, None), True), ((1, 2), False), ((-2, -1), False)],
)
def test_a_plan_holds_between_its_dates(days: tuple[int, int | None], holds: bool) -> None:
    keep(ADA, "plan", {"grants": [grant("premium", days)]})
    assert people.may(ADA, "stream:lossless") is holds
    assert people.may(ADA, "stream:lossy")


def test_whoever_blocks_is_found_and_nobody_else() -> None:
    keep(BOB, f"block#{ADA}", {})
    assert people.blocked_by(ADA, [BOB, ADA]) == {BOB}
    assert people.blocked_by(BOB, [ADA]) == set()


def test_more_than_one_request_holds() -> None:
    for number in range(130):
        keep(f"person-{number:03}", f"block#{ADA}", {})
    asked = [f"person-{number:03}" for number in range(260)]
    assert people.blocked_by(ADA, asked) == set(asked[:130])
