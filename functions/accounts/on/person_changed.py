"""Copy a person's card to where every product reads it."""

from accounts.data import facts
from didit360.reactions import Detail, on_event


def person_changed(detail: Detail) -> None:
    facts.write_card(detail["person_id"])


handler = on_event(person_changed)
