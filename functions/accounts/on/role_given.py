"""A person is in a role's group: their request and their card say so."""

from accounts.data import profiles, role_requests
from didit360 import database
from didit360.reactions import Detail, on_event


def role_given(detail: Detail) -> None:
    with database.transaction() as tx:
        role_requests.given(tx, detail["request_id"])
        profiles.give_roles(tx, detail["person_id"], [detail["role"]])


handler = on_event(role_given)
