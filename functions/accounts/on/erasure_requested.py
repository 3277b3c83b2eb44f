"""Take away what accounts holds of a person; decisions that are kept lose their name at the end."""

from accounts.data import archive, erasures, exports, facts, ties
from didit360 import events
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event


def erasure_requested(detail: Detail) -> None:
    """Safe to repeat from wherever it stopped."""
    person_id = detail["person_id"]
    for export_id in exports.give_up(person_id):
        archive.remove(f"{export_id}/")
    ties.cut(person_id)
    erasures.take_own_part(detail["erasure_id"], person_id)
    facts.erase(person_id)
    events.publish(
        "erasure_part_done",
        {
            "erasure_id": detail["erasure_id"],
            "person_id": person_id,
            "product": "accounts",
            "at": rfc3339(now()),
        },
    )


handler = on_event(erasure_requested)
