"""People on the running platform: each step through the gateway, each event over the bus."""

import base64
import json
from typing import Any

import pytest
import requests

from infra.cli import account
from infra.local.people import grant, sign_up
from infra.local.stack import LocalStack
from tests.house import PASSWORD, Person, wait_until


def somebody(house: LocalStack, name: str, *roles: str) -> Person:
    return Person(house, sign_up(house, f"{name}@people.example", PASSWORD, *roles))


def id_of(person: Person) -> str:
    return str(person.call("GET", "/accounts/me").json()["id"])


def again(person: Person) -> Person:
    """The same person with a new token."""
    stack, email = person.account.stack, person.account.email
    return Person(person.house, account.sign_in(stack, email, PASSWORD))


@pytest.fixture(scope="module")
def admin(house: LocalStack) -> Person:
    return somebody(house, "admin", "admin")


def test_sign_up_confirm_sign_in_refresh_and_sign_out_as_an_app_does(house: LocalStack) -> None:
    def cognito(operation: str, **body: Any) -> requests.Response:
        return requests.post(
            f"{house.url}/cognito/",
            json.dumps({"ClientId": house.outputs["client_id"], **body}),
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
            },
            timeout=30,
        )

    email, changed = "newcomer@people.example", "Another-horse-battery-2"
    attributes = [
        {"Name": "email", "Value": email},
        {"Name": "preferred_username", "Value": "The Newcomer"},
    ]
    assert cognito("SignUp", Username=email, Password=PASSWORD, UserAttributes=attributes).ok
    assert cognito("ConfirmSignUp", Username=email, ConfirmationCode="123456").ok
    assert cognito("ForgotPassword", Username=email).ok
    new = {"ConfirmationCode": "654321", "Password": changed}
    assert cognito("ConfirmForgotPassword", Username=email, **new).ok

    def enter(password: str) -> requests.Response:
        given = {"USERNAME": email, "PASSWORD": password}
        return cognito("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)

    assert not enter(PASSWORD).ok
    tokens = enter(changed).json()["AuthenticationResult"]
    refresh = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    fresh = cognito("InitiateAuth", AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh)
    token = fresh.json()["AuthenticationResult"]["IdToken"]
    me = requests.get(
        f"{house.url}/accounts/me", headers={"Authorization": f"Bearer {token}"}, timeout=30
    )
    assert me.json()["handle"] == "the_newcomer"
    assert cognito("RevokeToken", Token=tokens["RefreshToken"]).ok
    after = cognito("InitiateAuth", AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh)
    assert not after.ok


def test_a_profile_is_edited_once_and_seen_by_everyone(house: LocalStack) -> None:
    ada = somebody(house, "profile")
    before = ada.call("GET", "/accounts/me")
    said = {"handle": "Ada.P", "name": "Ada", "country": "PT", "birth_date": "1990-12-10"}
    tag = {"If_Match": before.headers["ETag"]}
    assert ada.call("PATCH", "/accounts/me", said, **tag).status_code == 200
    assert ada.call("PATCH", "/accounts/me", {"name": "B"}, **tag).status_code == 412

    seen = requests.get(f"{house.url}/accounts/people/ADA.p", timeout=30)
    assert (seen.status_code, seen.json()["name"]) == (200, "Ada")
    assert "1990" not in seen.text
    assert requests.get(f"{house.url}/accounts/people/nobody.here", timeout=30).status_code == 404


def test_an_avatar_is_sent_made_and_shown(house: LocalStack) -> None:
    ada = somebody(house, "avatar")
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
        "gg=="
    )
    file = {"size": len(pixel), "content_type": "image/png"}
    grant_ = ada.call("POST", "/accounts/me/avatar", {"file": file}).json()["upload"]
    sent = requests.post(
        grant_["url"], data=grant_["fields"], files={"file": ("me.png", pixel)}, timeout=30
    )
    assert sent.ok, sent.text

    def ended() -> Any:
        me = ada.call("GET", "/accounts/me").json()
        return me["avatar"] or me["avatar_problem"]

    # One pixel is too small for a picture of somebody: the reason is for people to read.
    assert wait_until(ended, 30, "the end of the avatar")["code"] == "too_small"


def test_a_role_is_asked_for_granted_and_in_the_next_token(
    house: LocalStack, moderator: Person
) -> None:
    dj = somebody(house, "dj")
    wish = {"role": "dj", "reason": "I play records.", "links": ["https://dj.example/sets"]}
    asked = dj.call("POST", "/accounts/role-requests", wish)
    assert asked.status_code == 201
    listed = moderator.call("GET", "/accounts/role-requests?limit=100").json()["items"]
    assert asked.json()["id"] in [one["id"] for one in listed]
    path = f"/accounts/role-requests/{asked.json()['id']}/decision"
    decision = {"outcome": "granted", "reason": "Fine sets."}
    assert dj.call("PUT", path, decision).status_code == 403
    for _ in range(2):
        assert moderator.call("PUT", path, decision).status_code == 200

    def effective() -> Any:
        [mine] = dj.call("GET", "/accounts/me/role-requests").json()["items"]
        return mine["effective_at"]

    wait_until(effective, what="the role")
    assert dj.call("GET", "/accounts/me").json()["roles"] == []
    assert again(dj).call("GET", "/accounts/me").json()["roles"] == ["dj"]


def test_moderators_are_made_by_a_command_alone(house: LocalStack) -> None:
    person = somebody(house, "climber")
    for role in ("moderator", "admin"):
        wish = {"role": role, "reason": "Let me."}
        assert person.call("POST", "/accounts/role-requests", wish).status_code == 422
    grant(house, "climber@people.example", "moderator")
    listed = again(person).call("GET", "/accounts/role-requests")
    assert listed.status_code == 200


def test_following_and_blocking(house: LocalStack) -> None:
    ada, ben = somebody(house, "ada"), somebody(house, "ben")
    ada_id, ben_id = id_of(ada), id_of(ben)
    assert ada.call("PUT", f"/accounts/me/following/{ben_id}").status_code == 204
    seen = ada.call("GET", f"/accounts/me/people/{ben_id}").json()
    assert (seen["following"], seen["person"]["followers"]) == (True, 1)
    followers = ben.call("GET", f"/accounts/people/{ben_id}/followers").json()["items"]
    assert [one["id"] for one in followers] == [ada_id]

    assert ben.call("PUT", f"/accounts/me/blocks/{ada_id}").status_code == 204
    for method, path in (
        ("GET", f"/accounts/me/people/{ben_id}"),
        ("GET", f"/accounts/people/{ben_id}/followers"),
        ("PUT", f"/accounts/me/following/{ben_id}"),
    ):
        assert ada.call(method, path).status_code == 404, path
    assert ben.call("GET", "/accounts/me").json()["followers"] == 0

    table = house.outputs["people_table"]
    key = {"person_id": {"S": ben_id}, "fact": {"S": f"block#{ada_id}"}}

    def copied() -> bool:
        return "Item" in house.client("dynamodb").get_item(TableName=table, Key=key)

    wait_until(copied, what="the copy of the block")
    assert ben.call("DELETE", f"/accounts/me/blocks/{ada_id}").status_code == 204
    wait_until(lambda: not copied(), what="the end of the block")


def test_a_plan_is_granted_and_read_by_other_products(house: LocalStack, admin: Person) -> None:
    ada = somebody(house, "plans")
    ada_id = id_of(ada)
    plan = {"plan": "premium", "source": "gift"}
    path = f"/accounts/people/{ada_id}/plan"
    assert ada.call("PUT", path, plan).status_code == 403
    assert admin.call("PUT", path, plan).status_code == 200
    assert "stream:lossless" in ada.call("GET", "/accounts/me/plan").json()["entitlements"]

    key = {"person_id": {"S": ada_id}, "fact": {"S": "plan"}}

    def copied() -> Any:
        item = (
            house.client("dynamodb")
            .get_item(TableName=house.outputs["people_table"], Key=key)
            .get("Item")
        )
        return item and json.loads(item["detail"]["S"])["grants"]

    assert wait_until(copied, what="the copy of the plan")[0]["plan"] == "premium"
