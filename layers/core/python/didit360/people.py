"""What every product may know of a person: their card, their plan, whom they block.

The table `People` is written by accounts alone. A row is one fact of one person: `card`, `plan`,
or `block#<person>`, with `detail` as JSON text. PostgreSQL has the truth; this follows it within
moments, and is read by key.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from didit360.clients import client
from didit360.clock import now
from didit360.plans import ENTITLEMENTS, Plan
from didit360.settings import setting

CARD, PLAN, BLOCK = "card", "plan", "block#"

Key = dict[str, Any] | None

_AT_ONCE = 100
"""What DynamoDB takes in one BatchGetItem."""


@dataclass(frozen=True, slots=True)
class Card:
    """A person as others see them."""

    id: str
    handle: str
    name: str
    bio: str
    avatar: dict[str, Any] | None
    """As `image_ready` tells it: path, sizes, dominant_colour, blurhash."""
    links: tuple[str, ...]
    country: str | None
    roles: tuple[str, ...]
    followers: int
    revision: int

    @classmethod
    def read(cls, person_id: str, detail: dict[str, Any]) -> Self:
        lists = {"links": tuple(detail["links"]), "roles": tuple(detail["roles"])}
        return cls(**(detail | lists | {"id": person_id}))


@dataclass(frozen=True, slots=True)
class PlanGrant:
    """A plan from one moment to another; without end, until it is taken back."""

    plan: Plan
    starts_at: datetime
    ends_at: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def card(person_id: str) -> Card | None:
    """A person's card; None of whoever never came or was erased."""
    return cards([person_id]).get(person_id)


def cards(person_ids: Iterable[str]) -> dict[str, Card]:
    """The cards that there are, by the person's id."""
    found = _facts((person_id, CARD) for person_id in person_ids)
    return {id_: Card.read(id_, detail) for (id_, _), detail in found.items()}


def every_card(*, limit: int, after: Key) -> tuple[list[Card], Key]:
    """All cards there are, page by page: to build from, never to answer somebody."""
    start: Any = {"ExclusiveStartKey": after} if after else {}
    page = client("dynamodb").scan(TableName=setting("PEOPLE_TABLE"), Limit=limit, **start)
    found = [
        Card.read(row["person_id"]["S"], json.loads(row["detail"]["S"]))
        for row in page["Items"]
        if row["fact"]["S"] == CARD
    ]
    return found, page.get("LastEvaluatedKey")


def plan_grants(person_id: str) -> list[PlanGrant]:
    """What was granted: past, present and to come."""
    detail = _facts([(person_id, PLAN)]).get((person_id, PLAN), {"grants": []})
    return [
        PlanGrant(
            Plan(grant["plan"]),
            datetime.fromisoformat(grant["starts_at"]),
            datetime.fromisoformat(grant["ends_at"]) if grant["ends_at"] else None,
        )
        for grant in detail["grants"]
    ]


def entitlements(person_id: str) -> frozenset[str]:
    """Everything that a person may at this moment; of nobody's plan, what is free."""
    moment = now()
    held = [grant.plan for grant in plan_grants(person_id) if grant.holds(moment)]
    return frozenset().union(*(ENTITLEMENTS[plan] for plan in [Plan.FREE, *held]))


def may(person_id: str, entitlement: str) -> bool:
    """`may(caller.id, "stream:lossless")`: whether a plan of theirs includes it now."""
    return entitlement in entitlements(person_id)


def blocked_by(viewer_id: str, owner_ids: Iterable[str]) -> set[str]:
    """Which of the owners block the viewer: of those the viewer sees nothing."""
    asked = {owner for owner in owner_ids if owner != viewer_id}
    return {owner for owner, _ in _facts((owner, f"{BLOCK}{viewer_id}") for owner in asked)}


def blocks(person_id: str, others: Iterable[str]) -> set[str]:
    """Which of the others a person blocks."""
    asked = {other for other in others if other != person_id}
    found = _facts((person_id, f"{BLOCK}{other}") for other in asked)
    return {fact.removeprefix(BLOCK) for _, fact in found}


def _facts(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    wanted = sorted(set(keys))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        found |= _batch(wanted[start : start + _AT_ONCE])
    return found


def _batch(keys: list[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    table, found = setting("PEOPLE_TABLE"), {}
    asked: Any = {
        table: {"Keys": [{"person_id": {"S": id_}, "fact": {"S": fact}} for id_, fact in keys]}
    }
    while asked:
        answer = client("dynamodb").batch_get_item(RequestItems=asked)
        for row in answer["Responses"].get(table, []):
            key = row["person_id"]["S"], row["fact"]["S"]
            found[key] = json.loads(row["detail"]["S"])
        # Only throttling leaves some out; the client has waited by then.
        asked = answer.get("UnprocessedKeys")
    return found
