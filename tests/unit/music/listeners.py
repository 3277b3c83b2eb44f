"""Somebody who listens, with a clock that the test sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from didit360 import playback
from music.api import get_chart, get_trending, play_session, put_position, report_play
from music.api.create_playback import handler as create_playback
from music.data import positions, sessions, tops
from music.on.play_stored import handler as play_stored
from tests.unit.aws import FAN, Context, Person, Reply, call

NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
_CLOCKS = (get_chart, get_trending, play_session, put_position)
_DATA_CLOCKS = (playback, positions, sessions, tops)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (*_CLOCKS, *_DATA_CLOCKS):
        monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture(scope="session")
def pem() -> str:
    private = generate_private_key(public_exponent=65537, key_size=2048)
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def key(aws: None, pem: str) -> None:  # noqa: ARG001  after the secrets' home was made
    boto3.client("secretsmanager").create_secret(Name="signing", SecretString=pem)


def grant(track_id: str, by: Person = FAN, **query: str) -> dict[str, Any]:
    """A session of a track, as its playback grant brings it."""
    path = f"/tracks/{track_id}/playback"
    reply = call(create_playback, "POST", path, by=by, query=query)
    assert reply.status == 200, reply.text
    session: dict[str, Any] = reply.body["session"]
    return session


def report(
    session: dict[str, Any], heard_ms: int, sequence: int = 1, *, by: Person = FAN, **more: Any
) -> Reply:
    body = {
        "grant": session["grant"],
        "event": "progress",
        "sequence": sequence,
        "position_ms": heard_ms,
        "heard_ms": heard_ms,
        **more,
    }
    return call(report_play.handler, "POST", "/plays", body=body, by=by)


def listen(track_id: str, clock: Clock, by: Person = FAN, seconds: int = 31) -> dict[str, Any]:
    """Hear a track for a while and report it; the answer."""
    session = grant(track_id, by)
    report(session, 0, 0, by=by, event="start")
    clock.passes(seconds)
    reply = report(session, seconds * 1000, by=by, event="end")
    assert reply.status == 200, reply.text
    said: dict[str, Any] = reply.body
    return said


def rows(table: str) -> list[dict[str, Any]]:
    read = TypeDeserializer().deserialize
    items = boto3.client("dynamodb").scan(TableName=table)["Items"]
    return [{name: read(value) for name, value in item.items()} for item in items]


def records() -> Iterator[dict[str, Any]]:
    """All plays, as the table's stream tells that they were stored."""
    for item in boto3.client("dynamodb").scan(TableName="plays")["Items"]:
        yield {
            "eventID": item["play_id"]["S"],
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {"SequenceNumber": item["play_id"]["S"], "NewImage": item},
        }


def count() -> None:
    """Have all plays counted that were not."""
    answer = play_stored({"Records": list(records())}, Context())
    assert answer == {"batchItemFailures": []}
