import boto3
import pytest

from accounts.api import get_me, join_role
from tests.unit.aws import FAN, Person, call

pytestmark = pytest.mark.usefixtures("aws", "pool")


@pytest.fixture
def pool(aws: None, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    cognito = boto3.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    for group in ("fan", "artist"):
        cognito.create_group(UserPoolId=pool_id, GroupName=group)
    cognito.admin_create_user(UserPoolId=pool_id, Username=FAN.id)
    monkeypatch.setenv("USER_POOL_ID", pool_id)
    return pool_id


def groups(pool_id: str) -> list[str]:
    found = boto3.client("cognito-idp").admin_list_groups_for_user(
        UserPoolId=pool_id, Username=FAN.id
    )
    return sorted(group["GroupName"] for group in found["Groups"])


def join(role: str, by: Person | None = FAN) -> int:
    return call(
        join_role.handler, "POST", "/roles", body={"role": role}, by=by, stage="accounts"
    ).status


def test_anybody_may_become_an_artist_and_again(pool: str) -> None:
    assert (join("artist"), join("artist")) == (201, 201)
    assert groups(pool) == ["artist"]


@pytest.mark.parametrize("role", ["admin", "moderator", "podcaster"])
def test_other_roles_are_not_taken_but_given(pool: str, role: str) -> None:
    assert join(role) == 403
    assert groups(pool) == []


def test_a_role_that_does_not_exist_and_nobody() -> None:
    assert join("king") == 422
    assert join("artist", by=None) == 401


def test_who_am_i() -> None:
    reply = call(get_me.handler, "GET", "/me", by=FAN, stage="accounts")

    assert reply.body == {"id": FAN.id, "roles": ["fan"]}
