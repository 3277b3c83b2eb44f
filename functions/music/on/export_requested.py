"""Write down what music holds of a person: one file an area."""

from didit360 import events, files
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event
from didit360.settings import setting
from music.data import library, playlist_exports, plays

_AREAS = {"library": library, "playlists": playlist_exports, "plays": plays}


def export_requested(detail: Detail) -> None:
    """Safe to repeat."""
    for name, area in _AREAS.items():
        key = f"{detail['prefix']}music/{name}.json"
        files.put_json(setting("EXPORTS_BUCKET"), key, area.export_of(detail["person_id"]))
    events.publish(
        "export_part_ready",
        {
            "export_id": detail["export_id"],
            "person_id": detail["person_id"],
            "product": "music",
            "key": key,
            "at": rfc3339(now()),
        },
    )


handler = on_event(export_requested)
