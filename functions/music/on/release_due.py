"""The moment that a release was planned for is there (EventBridge Scheduler says so)."""

from didit360.reactions import Detail, on_event
from music.on.publishing import publish_planned


def release_due(detail: Detail) -> None:
    """Safe to repeat; early, late or after another plan, it does nothing."""
    publish_planned(detail["release_id"], detail["number"])


handler = on_event(release_due)
