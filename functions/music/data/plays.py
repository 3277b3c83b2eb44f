"""A person's plays: all that is held of them, and how they are forgotten.

Plays are kept for good, for charts and royalties, under a pseudonym. Erasing destroys the one row
that says whose pseudonym it is, and everything else that stands under the person: the plays stay,
and are nobody's.
"""

import json
from decimal import Decimal
from typing import Any

from didit360.clients import client
from didit360.settings import setting
from music.data import history

_OURS = frozenset({"version", "expires", "shelf"})


def export_of(person_id: str) -> dict[str, Any]:
    """What is held of a person's listening, by what it is."""
    rows = _rows(person_id)
    kept: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        kind = row["fact"].partition("#")[0]
        kept.setdefault(kind, []).append(_said(row))
    pseudonym = next((one["state"]["pseudonym"] for one in kept.pop("listener", [])), None)
    return {
        "plays": _plays(pseudonym) if pseudonym else [],
        "history": kept.get("history", []),
        "recently_played": kept.get("recent", []),
        "positions": kept.get("resume", []),
        "sessions": [one["state"] for one in kept.get("session", [])],
        "plays_by_day": kept.get("day", []),
        "refused_grants": kept.get("refusal", []),
    }


def erase(person_id: str) -> None:
    """Forget a person; their plays are nobody's from now on. Safe to repeat."""
    history.delete(person_id, "")


def _rows(person_id: str) -> list[dict[str, Any]]:
    from boto3.dynamodb.types import TypeDeserializer

    read = TypeDeserializer().deserialize
    pages = (
        client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=setting("LISTENING_TABLE"),
            KeyConditionExpression="person_id = :person",
            ExpressionAttributeValues={":person": {"S": person_id}},
            ConsistentRead=True,
        )
    )
    return [
        {name: _plain(read(value)) for name, value in item.items()}
        for page in pages
        for item in page["Items"]
    ]


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value


def _plays(pseudonym: str) -> list[dict[str, Any]]:
    from music.data.play_rows import PlayRow

    return [
        {name: value for name, value in row.to_simple_dict().items() if name != "listener"}
        for row in PlayRow.by_listener.query(pseudonym)
    ]


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(value) if name == "state" else value
        for name, value in row.items()
        if name not in _OURS
    }
