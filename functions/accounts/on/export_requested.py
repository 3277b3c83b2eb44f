"""Write down what accounts itself holds of a person."""

from accounts.data import archive, exports
from didit360 import events
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event


def export_requested(detail: Detail) -> None:
    for name, rows in exports.own_part(detail["person_id"]).items():
        key = archive.put(detail["prefix"], f"accounts/{name}", rows)
    events.publish(
        "export_part_ready",
        {
            "export_id": detail["export_id"],
            "person_id": detail["person_id"],
            "product": "accounts",
            "key": key,
            "at": rfc3339(now()),
        },
    )


handler = on_event(export_requested)
