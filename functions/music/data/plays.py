"""A person's plays: all that is held of them, and how they are forgotten.

Plays are kept for good, for charts and royalties, under a pseudonym. Erasing destroys the one row
that says whose pseudonym it is, and everything else that stands under the person: the plays stay,
and are nobody's.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from didit360.clients import client
from didit360.settings import setting
from music.data import history

_OURS = frozenset({"version", "expires", "shelf"})
_TEXTS = frozenset({"state", "devices"})
"""JSON."""


def export_of(person_id: str) -> dict[str, Any]:
    """What is held of a person's listening, by what it is; read while it is written down."""
    listener = next(_kept(person_id, "listener"), None)
    return {
        "plays": _plays(listener["state"]["pseudonym"]) if listener else [],
        "history": _kept(person_id, "history#"),
        "recently_played": _kept(person_id, "recent#"),
        "positions": (one for row in _kept(person_id, "resume#") for one in _positions(row)),
        "sessions": (one["state"] for one in _kept(person_id, "session#")),
        "unlisted_sessions": (
            one["state"] | {"play_id": one["fact"].partition("#")[2]}
            for one in _kept(person_id, "unlisted#")
        ),
        "plays_by_day": _kept(person_id, "day#"),
        "refused_grants": _kept(person_id, "refusal#"),
    }


def erase(person_id: str) -> None:
    """Forget a person; their plays are nobody's from now on. Safe to repeat."""
    history.delete(person_id, "")


def _kept(person_id: str, kind: str) -> Iterator[dict[str, Any]]:
    """What stands under a person and begins with `kind`, a page at a time."""
    from boto3.dynamodb.types import TypeDeserializer

    read = TypeDeserializer().deserialize
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=setting("LISTENING_TABLE"),
            KeyConditionExpression="person_id = :person AND begins_with(fact, :kind)",
            ExpressionAttributeValues={":person": {"S": person_id}, ":kind": {"S": kind}},
            ConsistentRead=True,
        )
    )
    for page in pages:
        for item in page["Items"]:
            yield _said({name: _plain(read(value)) for name, value in item.items()})


def _positions(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Each device's, and when the item was forgotten."""
    positions = list(row.get("devices", ()))
    if "forgotten_at" in row:
        positions.append({name: row[name] for name in ("item_id", "forgotten_at")})
    return positions


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value


def _plays(pseudonym: str) -> Iterator[dict[str, Any]]:
    from music.data.play_rows import PlayRow

    for row in PlayRow.by_listener.query(pseudonym):
        yield {name: value for name, value in row.to_simple_dict().items() if name != "listener"}


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(value) if name in _TEXTS else value
        for name, value in row.items()
        if name not in _OURS
    }
