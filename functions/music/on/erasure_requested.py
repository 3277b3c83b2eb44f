"""Erase a person from music: what they made, like, heard, were heard of and decided."""

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event
from music.data import deciders, library, playlist_exports, plays, tops

_AREAS = (plays, playlist_exports, library, tops, deciders)


def erasure_requested(detail: Detail) -> None:
    """Safe to repeat."""
    for area in _AREAS:
        area.erase(detail["person_id"])
    events.publish(
        "erasure_part_done",
        {
            "erasure_id": detail["erasure_id"],
            "person_id": detail["person_id"],
            "product": "music",
            "at": rfc3339(now()),
        },
    )


handler = on_event(erasure_requested)
