"""Erase a person from media: their originals, streams and pictures, and what is known of them."""

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event
from media.data import holdings


def erasure_requested(detail: Detail) -> None:
    """Safe to repeat, and beside the products' own releases of the same things."""
    holdings.erase(detail["person_id"])
    events.publish(
        "erasure_part_done",
        {
            "erasure_id": detail["erasure_id"],
            "person_id": detail["person_id"],
            "product": "media",
            "at": rfc3339(now()),
        },
    )


handler = on_event(erasure_requested)
