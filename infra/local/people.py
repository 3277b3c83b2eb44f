"""Sign people up to a local run, as an app does: Cognito's API, then a role of the platform's."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import requests

from didit360.identity import Role
from infra.cli import account
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from infra.local.stack import LocalStack

ROLES = tuple(role.value for role in Role)


def sign_up(house: LocalStack, email: str, password: str, *roles: str) -> account.Account:
    """A signed-in person with these roles; whoever has signed up before is only signed in."""
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
    stack = account.Stack(house.url, house.outputs["client_id"], f"{house.url}/cognito/")
    person = account.sign_in(stack, email, password)
    for role in roles:
        _join(person, role)
    # A role is in the tokens that are issued after it was taken on.
    return account.sign_in(stack, email, password) if roles else person


def grant(house: LocalStack, email: str, role: str) -> None:
    """Give somebody a role that nobody takes on alone, as an administrator does. Safe to repeat."""
    if role not in ROLES:
        raise LocalError(f"There is no role {role}; there are {', '.join(ROLES)}.")
    cognito = house.client("cognito-idp")
    try:
        cognito.admin_add_user_to_group(
            UserPoolId=house.outputs["user_pool_id"], Username=email, GroupName=role
        )
    except cognito.exceptions.UserNotFoundException:
        raise LocalError(f"Nobody has signed up as {email}.") from None


def _join(person: account.Account, role: str) -> None:
    answer = requests.post(
        f"{person.stack.url}/accounts/roles",
        json={"role": role},
        headers={"Authorization": f"Bearer {person.id_token}"},
        timeout=30,
    )
    if not answer.ok:
        raise LocalError(f"{person.email} could not become {role}: {answer.text[:300]}")
