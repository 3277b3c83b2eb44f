"""People are kept in the Cognito user pool; a role is membership of a group."""

from didit360.clients import client
from didit360.identity import Role
from didit360.settings import setting


def add_role(username: str, role: Role) -> None:
    """Put the person in the role's group. Safe to repeat."""
    client("cognito-idp").admin_add_user_to_group(
        UserPoolId=setting("USER_POOL_ID"), Username=username, GroupName=role.value
    )


def prepare() -> None:
    client("cognito-idp")
