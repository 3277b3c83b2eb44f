"""Copy a person's plans to where every product reads them."""

from accounts.data import facts
from didit360.reactions import Detail, on_event


def plan_changed(detail: Detail) -> None:
    facts.write_plan(detail["person_id"])


handler = on_event(plan_changed)
