"""Somebody wants all that is held about them: write down what Cognito has, then ask the products.

In this order, so that an archive never lacks it.
"""

from accounts.data import archive, identities
from didit360 import events
from didit360.reactions import Detail, on_event


def export_asked(detail: Detail) -> None:
    try:
        known = identities.known(detail["person_id"])
    except identities.NobodyError:
        known = {}
    archive.put(detail["prefix"], "accounts/sign_in", known)
    events.publish("export_requested", detail)


handler = on_event(export_asked)
