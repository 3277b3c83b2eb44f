"""Say what was committed and could not be said at once: every minute."""

from didit360 import outbox
from didit360.reactions import Detail, on_event


def relay(_: Detail) -> None:
    outbox.relay()


handler = on_event(relay)
