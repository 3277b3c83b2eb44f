"""The table `People`: what every product may read of a person (didit360.people).

A row says what PostgreSQL said at some revision; a later revision is never overwritten by an
earlier one, and nothing is left of somebody who is gone.
"""

import json
from typing import Any

from accounts.data import plan_grants, profiles, ties
from didit360.clients import client
from didit360.clock import rfc3339
from didit360.people import BLOCK, CARD, PLAN
from didit360.settings import setting


def write_card(person_id: str) -> None:
    """Copy the card as it stands now. Safe to repeat, in any order."""
    profile = profiles.get(person_id)
    if profile is None:
        erase(person_id)
        return
    card = {
        "handle": profile.handle,
        "name": profile.name,
        "bio": profile.bio,
        "avatar": profile.avatar,
        "links": list(profile.links),
        "country": profile.country,
        "roles": list(profile.roles),
        "followers": profile.followers,
        "revision": profile.card_revision,
    }
    _write(person_id, CARD, card, profile.card_revision)
    _unless_gone(person_id)


def write_plan(person_id: str) -> None:
    """Copy the plans as they stand now. Safe to repeat, in any order."""
    # The revision first: what is read after it may be newer, never older.
    revision = plan_grants.revision(person_id)
    if revision is None:
        erase(person_id)
        return
    grants = [
        {
            "plan": grant.plan,
            "starts_at": rfc3339(grant.starts_at),
            "ends_at": rfc3339(grant.until) if grant.until else None,
        }
        for grant in plan_grants.of(person_id)
        if grant.counts
    ]
    _write(person_id, PLAN, {"grants": grants}, revision)
    _unless_gone(person_id)


def write_block(person_id: str, other: str) -> None:
    """Copy whether the person blocks the other now. Safe to repeat, in any order."""
    # Looked at again until it is what was written: two events may be at it at once.
    for _ in range(_LOOKS):
        blocks = ties.blocks(person_id, other)
        if blocks:
            _write(person_id, f"{BLOCK}{other}", {}, 1)
        else:
            _delete(person_id, f"{BLOCK}{other}")
        if ties.blocks(person_id, other) == blocks:
            return


def erase(person_id: str) -> None:
    """Remove every fact of a person. (Rows of others that name them go with `person_unblocked`.)"""
    dynamodb = client("dynamodb")
    pages = dynamodb.get_paginator("query").paginate(
        TableName=setting("PEOPLE_TABLE"),
        KeyConditionExpression="person_id = :person",
        ExpressionAttributeValues={":person": {"S": person_id}},
        ProjectionExpression="fact",
        ConsistentRead=True,
    )
    for fact in [row["fact"]["S"] for page in pages for row in page["Items"]]:
        _delete(person_id, fact)


_LOOKS = 5


def _unless_gone(person_id: str) -> None:
    # An erasure that began meanwhile may have found nothing to remove yet.
    if profiles.get(person_id) is None:
        erase(person_id)


def _write(person_id: str, fact: str, detail: dict[str, Any], revision: int) -> None:
    dynamodb = client("dynamodb")
    try:
        dynamodb.put_item(
            TableName=setting("PEOPLE_TABLE"),
            Item={
                "person_id": {"S": person_id},
                "fact": {"S": fact},
                "detail": {"S": json.dumps(detail, separators=(",", ":"))},
                "revision": {"N": str(revision)},
            },
            ConditionExpression="attribute_not_exists(revision) OR revision <= :revision",
            ExpressionAttributeValues={":revision": {"N": str(revision)}},
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return  # a later one stands there


def _delete(person_id: str, fact: str) -> None:
    client("dynamodb").delete_item(
        TableName=setting("PEOPLE_TABLE"),
        Key={"person_id": {"S": person_id}, "fact": {"S": fact}},
    )
