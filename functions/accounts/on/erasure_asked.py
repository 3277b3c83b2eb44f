"""Somebody wants to be erased: no token is issued to them any more; then ask the products."""

from contextlib import suppress

from accounts.data import identities
from didit360 import events
from didit360.reactions import Detail, on_event


def erasure_asked(detail: Detail) -> None:
    with suppress(identities.NobodyError):
        identities.close(detail["person_id"])
    events.publish("erasure_requested", detail)


handler = on_event(erasure_asked)
