"""People of a local run: signed up as an app does it, given roles as an administrator does."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import requests

from didit360.identity import Role
from infra.cli import account
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from infra.local.stack import LocalStack

ROLES = tuple(role.value for role in Role)


def sign_up(house: LocalStack, email: str, password: str, *roles: str) -> account.Account:
    """A signed-in person with a profile and these roles; whoever was there is only signed in."""
    cognito = house.client("cognito-idp")
    with contextlib.suppress(cognito.exceptions.UsernameExistsException):
        cognito.sign_up(
            ClientId=house.outputs["client_id"],
            Username=email,
            Password=password,
            UserAttributes=[{"Name": "email", "Value": email}],
        )
        # No mail leaves this machine, so nobody has a code to confirm the address with.
        cognito.admin_confirm_sign_up(UserPoolId=house.outputs["user_pool_id"], Username=email)
    for role in roles:
        grant(house, email, role)
    # A role is in the tokens that are issued after it was given.
    stack = account.Stack(house.url, house.outputs["client_id"], f"{house.url}/cognito/")
    person = account.sign_in(stack, email, password)
    _come(person)
    return person


def grant(house: LocalStack, email: str, role: str) -> None:
    """Give somebody here a role, as an administrator does. Safe to repeat. LocalError."""
    _must_be_a_role(role)
    give(house.client("cognito-idp"), house.outputs["user_pool_id"], email, role)


def give(cognito: Any, pool_id: str, email: str, role: str) -> None:
    """Put somebody in a role's group of a user pool. Safe to repeat. LocalError."""
    _must_be_a_role(role)
    try:
        cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=email, GroupName=role)
    except cognito.exceptions.UserNotFoundException:
        raise LocalError(f"Nobody has signed up as {email}.") from None


def _come(person: account.Account) -> None:
    """Make the first call, which makes the profile."""
    answer = requests.get(
        f"{person.stack.url}/accounts/me",
        headers={"Authorization": f"Bearer {person.id_token}"},
        timeout=30,
    )
    if not answer.ok:
        raise LocalError(f"{person.email} has no profile: {answer.text[:300]}")


def _must_be_a_role(role: str) -> None:
    if role not in ROLES:
        raise LocalError(f"There is no role {role}; there are {', '.join(ROLES)}.")
