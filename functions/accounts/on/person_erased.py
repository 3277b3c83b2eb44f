"""Nothing is left of a person but the way they signed in: that goes last."""

from contextlib import suppress

from accounts.data import identities
from didit360.reactions import Detail, on_event


def person_erased(detail: Detail) -> None:
    with suppress(identities.NobodyError):
        identities.delete(detail["person_id"])


handler = on_event(person_erased)
