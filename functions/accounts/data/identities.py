"""People in the Cognito user pool: whoever asks for a person by id names its `sub`.

No function that reaches PostgreSQL reaches Cognito: they meet through events.
"""

from typing import Any

from didit360.clients import client
from didit360.identity import Role
from didit360.settings import setting


class NobodyError(Exception):
    """There is no such person (any more)."""


def add_role(person_id: str, role: Role) -> None:
    """Put the person in the role's group. Safe to repeat. NobodyError."""
    _administer("admin_add_user_to_group", person_id, GroupName=role.value)


def close(person_id: str) -> None:
    """No new token from now on, and no refreshed one. Safe to repeat. NobodyError."""
    _administer("admin_disable_user", person_id)
    _administer("admin_user_global_sign_out", person_id)


def delete(person_id: str) -> None:
    """Safe to repeat. NobodyError."""
    _administer("admin_delete_user", person_id)


def known(person_id: str) -> dict[str, Any]:
    """Everything that Cognito holds of a person but the password. NobodyError."""
    user = _administer("admin_get_user", person_id)
    groups = _administer("admin_list_groups_for_user", person_id)["Groups"]
    return {
        "attributes": {
            attribute["Name"]: attribute["Value"] for attribute in user["UserAttributes"]
        },
        "status": user["UserStatus"],
        "signed_up_at": user["UserCreateDate"],
        "changed_at": user["UserLastModifiedDate"],
        "second_factors": user.get("UserMFASettingList", []),
        "groups": [group["GroupName"] for group in groups],
    }


def _administer(call: str, person_id: str, **more: str) -> Any:
    cognito = client("cognito-idp")
    try:
        # A local user's `sub` is taken for the name by every admin operation.
        return getattr(cognito, call)(
            UserPoolId=setting("USER_POOL_ID"), Username=person_id, **more
        )
    except cognito.exceptions.UserNotFoundException:
        raise NobodyError from None
