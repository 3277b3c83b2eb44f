"""Accounts on a real PostgreSQL and on moto; its events are delivered when a test says so."""

from collections.abc import Callable, Iterator

import boto3
import pytest

from tests.unit.accounts.bus import Bus
from tests.unit.accounts.persons import ADA, ADMIN, BEN, CLEO, MODERATOR
from tests.unit.aws import Said


@pytest.fixture(autouse=True)
def bus(
    aws: None,  # noqa: ARG001
    database: Callable[[str], None],
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bus]:
    database("accounts")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "accounts")
    monkeypatch.setenv("USER_POOL_ID", _pool())
    bus = Bus(said)
    yield bus
    assert list(bus.misshapen()) == []


def _pool() -> str:
    cognito = boto3.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    for group in ("fan", "artist", "dj", "moderator", "admin"):
        cognito.create_group(UserPoolId=pool_id, GroupName=group)
    for person in (ADA, BEN, CLEO, MODERATOR, ADMIN):
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=person.id,
            UserAttributes=[{"Name": "email", "Value": f"{person.id[-1]}@people.example"}],
        )
    return str(pool_id)
