"""A moderator granted a role: put the person in its group, so that their next token has it."""

from accounts.data import identities
from didit360 import events
from didit360.clock import now, rfc3339
from didit360.identity import Role
from didit360.log import logger
from didit360.reactions import Detail, on_event


def role_granted(detail: Detail) -> None:
    try:
        identities.add_role(detail["person_id"], Role(detail["role"]))
    except identities.NobodyError:
        logger().info("a role for somebody who is gone", request_id=detail["request_id"])
        return
    events.publish("role_given", {**detail, "at": rfc3339(now())})


handler = on_event(role_granted)
