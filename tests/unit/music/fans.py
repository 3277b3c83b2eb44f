"""People whom others see, and what fans do."""

import json
from typing import Any

import boto3

from music.api import (
    like,
)
from tests.unit.aws import FAN, Person, Reply, call

GONE = "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG"


def introduce(person: Person, *roles: str, name: str = "Mara Quill") -> None:
    card = {
        "handle": name.replace(" ", "").lower(),
        "name": name,
        "bio": "Plays the tide.",
        "avatar": None,
        "links": [],
        "country": "PT",
        "roles": list(roles),
        "followers": 7,
        "revision": 1,
    }
    fact(person, "card", card)


def fact(person: Person, name: str, detail: dict[str, Any]) -> None:
    row = {"person_id": person.id, "fact": name, "detail": json.dumps(detail)}
    item = {key: {"S": value} for key, value in row.items()}
    boto3.client("dynamodb").put_item(TableName="people", Item=item)


def do(handler: Any, method: str, path: str, by: Person = FAN, **query: str) -> Reply:
    return call(handler, method, path, by=by, query=query)


def likes_it(item_id: str, by: Person = FAN) -> int:
    return do(like.handler, "PUT", f"/me/likes/{item_id}", by).status
