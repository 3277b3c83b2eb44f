"""Take a block away from where every product reads it."""

from accounts.data import facts
from didit360.reactions import Detail, on_event


def person_unblocked(detail: Detail) -> None:
    facts.write_block(detail["person_id"], detail["blocked_id"])


handler = on_event(person_unblocked)
